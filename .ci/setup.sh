#!/usr/bin/env bash
# Everything `make run` needs, done once: system packages, environment, database, demonstration.
source "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2086
need $SYSTEM
[ -x "$PY" ] || "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || need python3-venv
fangsong
venv
requirements base
secret
if [ "${1:-}" = run ]; then
  "$PY" manage.py compilemessages -v 0 --locale zh_Hans
  once static requirements/base.txt $(find static -type f | sort) -- "$PY" manage.py collectstatic --noinput -v 0
  "$PY" manage.py migrate -v 0 --noinput
  "$PY" manage.py demo --if-empty
fi
