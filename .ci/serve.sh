#!/usr/bin/env bash
# The web server and the task worker, started and ended together.
source "$(dirname "$0")/lib.sh"
secret
export SITE_URL="${SITE_URL:-http://127.0.0.1:$PORT}"
"$PY" manage.py demo --logins
say "网站 (site):    $SITE_URL/"
say "后台 (office):  $SITE_URL/admin/"
if [ "${1:-}" = dev ]; then exec "$PY" manage.py runserver "127.0.0.1:$PORT"; fi
"$PY" manage.py db_worker --interval 2 &
worker=$!
trap 'kill $worker 2>/dev/null || true' EXIT INT TERM
"$VENV/bin/granian" --interface wsgi --host 127.0.0.1 --port "$PORT" --workers 2 --no-ws --log-level warning config.wsgi:application
