#!/usr/bin/env bash
# Asks the public service of advisories about every locked package. Where it does not answer this fails: nothing is known then.
source "$(dirname "$0")/lib.sh"
venv
AUDIT="$VAR/audit"
[ -x "$AUDIT/bin/pip-audit" ] || { "$PY" -m venv "$AUDIT" && "$AUDIT/bin/pip" install --quiet pip-audit; }
found="$(mktemp)"
trap 'rm -f "$found"' EXIT
for list in base test; do
  say "requirements/$list.txt"
  "$AUDIT/bin/pip-audit" --disable-pip --require-hashes -r "requirements/$list.txt" --format json --progress-spinner off \
    2>/dev/null > "$found" || [ -s "$found" ] || { printf '问不到漏洞公告服务，什么都没有查 (the service of advisories did not answer; nothing was checked)\n' >&2; exit 1; }
  "$PY" .ci/advisories.py < "$found" || status=1
done
exit "${status:-0}"
