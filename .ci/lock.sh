#!/usr/bin/env bash
# Writes requirements/*.txt anew from *.in: pinned, with hashes, without addresses.
source "$(dirname "$0")/lib.sh"
venv
"$PY" -m pip install --quiet pip-tools
for name in base test; do
  "$VENV/bin/pip-compile" --quiet --upgrade --generate-hashes --no-strip-extras --no-header --no-emit-index-url \
    --no-emit-find-links --no-emit-trusted-host --allow-unsafe -o "requirements/$name.txt" "requirements/$name.in"
done
