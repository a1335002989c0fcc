#!/usr/bin/env bash
# The web server and the task worker, started and ended together: when one ends, or on Ctrl-C, both do.
source "$(dirname "$0")/lib.sh"
secret
export SITE_URL="${SITE_URL:-http://127.0.0.1:$PORT}"
"$PY" manage.py demo --logins
say "网站 (site):    $SITE_URL/"
say "工作台 (desk):  $SITE_URL/desk/"
say "数据与列表 (lists): $SITE_URL/admin/"
if [ "${1:-}" = dev ]; then exec "$PY" manage.py runserver "127.0.0.1:$PORT"; fi

# The worker is started again where it died of itself (memory, a task that no signal reached); when it cannot even start,
# everything ends.
tend_worker() {
  local began status ending=
  trap 'ending=1; kill -TERM "$child" 2>/dev/null || true' TERM
  trap '' INT
  while [ -z "$ending" ]; do
    began=$SECONDS
    "$PY" manage.py worker --interval 2 & child=$!
    wait "$child" && status=0 || status=$?
    while kill -0 "$child" 2>/dev/null; do wait "$child" || true; done  # a signal ends a wait, not yet the worker
    [ $((SECONDS - began)) -ge 10 ] || exit "$status"
    [ -n "$ending" ] || say "任务进程已退出，重新启动 (the worker ended and is started again: $status)"
  done
}
tend_worker &
worker=$!
# A browser that keeps its connection open would hold the server back from ending: killed after five seconds. Eight requests
# at a time in each process; the others queue up.
"$VENV/bin/granian" --interface wsgi --host 127.0.0.1 --port "$PORT" --workers 2 --no-ws --log-level warning \
  --backpressure 8 --workers-kill-timeout 5 config.wsgi:application &
web=$!

end() {
  trap '' INT TERM
  kill -TERM "$web" "$worker" 2>/dev/null || true
  wait "$web" "$worker" 2>/dev/null || true
}
trap 'end; exit 0' INT TERM
wait -n "$web" "$worker" && status=0 || status=$?
end
exit "$status"
