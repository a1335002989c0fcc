# Shared by the scripts beside this file: where things are, system packages, the virtual environment.
set -euo pipefail
ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"
VAR="${ZHIBAO_VAR:-$ROOT/var}"
VENV="$ROOT/.venv"
PY="$VENV/bin/python"
mkdir -p "$VAR/stamps" "$VAR/fonts"

say() { printf '\033[1m%s\033[0m\n' "$*"; }

# need PACKAGE...: installs what is missing through apt, as root or with sudo; else names the one command and stops.
need() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  say "安装系统软件包 (system packages): ${missing[*]}"
  local as=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      as=(sudo)
    elif command -v sudo >/dev/null && [ -t 0 ]; then
      as=(sudo)
    else
      printf '缺少系统软件包。请以管理员身份执行下面这条命令，然后重新运行：\n(Missing system packages. Run this as root, then start again:)\n\n  apt-get install -y %s\n\n' "${missing[*]}" >&2
      exit 1
    fi
  fi
  "${as[@]}" apt-get update -qq
  DEBIAN_FRONTEND=noninteractive "${as[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# once NAME FILE... -- COMMAND...: runs the command unless it ran already with the same content of these files.
once() {
  local name="$1" files=() stamp sum
  shift
  while [ "$1" != "--" ]; do files+=("$1"); shift; done
  shift
  stamp="$VAR/stamps/$name"
  sum="$(cat "${files[@]}" | sha256sum | cut -d' ' -f1)"
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$sum" ]; then return 0; fi
  "$@"
  printf '%s' "$sum" > "$stamp"
}

venv() {
  if [ ! -x "$PY" ]; then
    "${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
      printf '需要 Python 3.11 或更新版本 (Python 3.11 or newer is needed)\n' >&2; exit 1; }
    "${PYTHON:-python3}" -m venv "$VENV"
    rm -f "$VAR"/stamps/requirements-*
  fi
}

requirements() {  # requirements base|test
  once "requirements-$1" "requirements/$1.txt" -- \
    "$PY" -m pip install --quiet --disable-pip-version-check --require-hashes -r "requirements/$1.txt"
}

# FangSong: the one free face is in Debian's texlive-lang-chinese; its fonts alone are taken out of the package.
fangsong() {
  [ -f "$VAR/fonts/FandolFang-Regular.otf" ] && return 0
  local work; work="$(mktemp -d)"
  say "取仿宋字体 (FangSong font)"
  chmod 755 "$work"
  if (cd "$work" && apt-get download -qq texlive-lang-chinese 2>/dev/null || { need_update; apt-get download -qq texlive-lang-chinese; }); then
    dpkg-deb --fsys-tarfile "$work"/texlive-lang-chinese_*.deb | tar -x -C "$work" --wildcards '*FandolFang-Regular.otf' '*fandol/COPYING*' 2>/dev/null || true
    find "$work" -name 'FandolFang-Regular.otf' -exec cp {} "$VAR/fonts/" \;
    find "$work" -path '*fandol*' -name 'COPYING*' -exec sh -c 'gzip -cdf "$1" > "$2"' _ {} "$VAR/fonts/FandolFang-COPYING" \;
  fi
  rm -rf "$work"
  [ -f "$VAR/fonts/FandolFang-Regular.otf" ] || { printf '取不到仿宋字体 FandolFang (the FangSong font could not be fetched)\n' >&2; exit 1; }
}
need_update() { if [ "$(id -u)" -eq 0 ]; then apt-get update -qq; else sudo -n apt-get update -qq; fi; }

secret() {  # a key of this machine, made once
  [ -s "$VAR/secret_key" ] || (umask 077 && "$PY" -c 'import secrets; print(secrets.token_urlsafe(64))' > "$VAR/secret_key")
  export SECRET_KEY="${SECRET_KEY:-$(cat "$VAR/secret_key")}"
}

SYSTEM="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 fontconfig gettext fonts-noto-cjk fonts-lxgw-wenkai fonts-hanazono"
