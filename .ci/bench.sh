#!/usr/bin/env bash
# Ratios within one run, against baselines of the same run; see docs/performance.md.
source "$(dirname "$0")/lib.sh"
bash .ci/setup.sh
requirements test
secret
export ZHIBAO_VAR="$VAR"
"$PY" -m tests.bench.run
