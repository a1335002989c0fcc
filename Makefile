# 质报 Zhibao. `make run` and `make test` are all a newcomer needs.
PORT ?= 8000
PYTHON ?= python3
export PORT PYTHON

.PHONY: run setup dev test test-full bench advisories lock messages clean

run: setup
	@bash .ci/serve.sh

setup:
	@bash .ci/setup.sh run

dev: setup
	@DEBUG=1 bash .ci/serve.sh dev

test:
	@bash .ci/test.sh

test-full:
	@FULL=1 bash .ci/test.sh

bench:
	@bash .ci/bench.sh

# Needs the network: asks for known holes in the locked packages.
advisories:
	@bash .ci/advisories.sh

# Needs the network; writes the pinned requirements anew.
lock:
	@bash .ci/lock.sh

messages:
	@bash .ci/messages.sh

clean:
	rm -rf .venv .pytest_cache .ruff_cache var/stamps var/static
