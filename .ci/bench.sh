#!/usr/bin/env bash
# Ratios within one run, against baselines of the same run; see docs/performance.md.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/postgres.sh"
bash .ci/setup.sh run
requirements test
secret
export ZHIBAO_VAR="$VAR"
"$PY" -m tests.bench.run

say "并发 (races): SQLite"
DJANGO_SETTINGS_MODULE=tests.settings "$PY" -m tests.races.run "${RACES_SQLITE:-200}"

say "PostgreSQL"
postgres_start
export DATABASE_URL="$PG_URL"
"$PY" manage.py migrate -v 0 --noinput
"$PY" manage.py demo --if-empty >/dev/null
"$PY" -m tests.bench.run reading

say "并发 (races): PostgreSQL"
"$PY" -m tests.races.run "${RACES_POSTGRES:-1000}"
