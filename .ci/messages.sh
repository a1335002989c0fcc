#!/usr/bin/env bash
# Collects the messages of code and templates into locale/; `check` fails where one is missing, fuzzy or not translated.
source "$(dirname "$0")/lib.sh"
PO=locale/zh_Hans/LC_MESSAGES/django.po
collect() {
  "$PY" manage.py makemessages -v 0 --locale zh_Hans --no-location --no-obsolete --no-wrap \
    --ignore '.venv' --ignore 'var' --ignore 'tests'
}
secret
if [ "${1:-}" != check ]; then collect; exit 0; fi
before="$(mktemp)"
cp "$PO" "$before"
trap 'cp "$before" "$PO"; rm -f "$before"' EXIT  # also when collecting fails
collect
"$PY" .ci/compare_messages.py "$before" "$PO" && status=0 || status=1
exit $status
