#!/usr/bin/env bash
# All checks and tests: lint, migrations, settings, translations, unit tests on SQLite and PostgreSQL, browser walks.
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/postgres.sh"

bash .ci/setup.sh
need chromium poppler-utils
requirements test
secret
started=$(date +%s)
more=()
[ -n "${FULL:-}" ] && more=(--full)

say "1/6 代码检查 (lint)"
"$VENV/bin/ruff" check .
"$VENV/bin/ruff" format --check .

"$PY" manage.py compilemessages -v 0 --locale zh_Hans  # first: the site refuses to start without its words

say "2/6 迁移与设置 (migrations, settings)"
"$PY" manage.py makemigrations --check --dry-run -v 0
SITE_URL=https://zhibao.example.cn ALLOWED_HOSTS=zhibao.example.cn DATABASE_URL=sqlite:///"$VAR"/check.sqlite3 \
  "$PY" manage.py check --deploy --fail-level WARNING

say "3/6 翻译 (translations)"
bash .ci/messages.sh check

say "4/6 测试：SQLite"
"$PY" -m pytest -n 2 --dist loadgroup -q -m "not browser and not demo" "${more[@]}"
"$PY" -m pytest -q -m "demo and not browser" tests/demo "${more[@]}"

say "5/6 测试：PostgreSQL"
postgres_start
DATABASE_URL="$PG_URL" "$PY" -m pytest -n 2 --dist loadgroup -q -m "db and not browser and not demo" "${more[@]}"
DATABASE_URL="$PG_URL" "$PY" -m pytest -q -m "demo and not browser" tests/demo "${more[@]}"

say "6/6 浏览器 (browser)"
"$PY" -m pytest -q -m browser -p no:randomly "${more[@]}"
say "完成：$(( $(date +%s) - started )) 秒 (seconds)"
