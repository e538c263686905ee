# Set-up shared by bin/run, bin/test and .ci/run. Sourced, never run.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=$root/.venv

say() { printf '%s\n' "$*"; }
fail() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# find_python: the first interpreter that is new enough, in $python.
find_python() {
  local candidate
  for candidate in python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    python=$(command -v "$candidate") || continue
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    # The real path, so that the shim of a version manager is asked once only.
    python=$("$python" -c 'import sys; print(sys.executable)')
    return 0
  done
  python=
  return 1
}

# is_supported_system: Debian 12 and later, Ubuntu 24.04 and later.
is_supported_system() {
  local ID='' VERSION_ID=''
  [[ -r /etc/os-release ]] && command -v apt-get >/dev/null || return 1
  # shellcheck disable=SC1091
  . /etc/os-release
  local major=${VERSION_ID%%.*}
  case $ID in
  debian) [[ -z $VERSION_ID ]] || ((major >= 12)) ;;
  ubuntu) ((${major:-0} >= 24)) ;;
  *) return 1 ;;
  esac
}

is_ubuntu() { grep -qi '^ID=ubuntu' /etc/os-release 2>/dev/null; }

# as_root COMMAND...: as it is, or with sudo; fails where neither is possible.
as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif command -v sudo >/dev/null; then
    if [[ -t 0 ]]; then sudo "$@"; else sudo -n "$@"; fi
  else
    return 1
  fi
}

# names_elsewhere: what to install on a system that this script does not know.
names_elsewhere() {
  cat <<'TEXT'
  Debian, Ubuntu    apt-get install gcc pkg-config python3-dev python3-venv default-libmysqlclient-dev \
                    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-lato
  Fedora, RHEL      dnf install gcc pkgconf-pkg-config python3-devel mariadb-connector-c-devel pango lato-fonts
  openSUSE          zypper install gcc pkg-config python3-devel libmariadb-devel libpango-1_0-0
  Arch              pacman -S gcc pkgconf python mariadb-libs pango
  Alpine            apk add bash build-base pkgconf python3-dev mariadb-connector-c-dev pango font-lato
  macOS             brew install python@3.13 pkgconf mysql-client pango
TEXT
}

# need_packages WHY PACKAGE...: install by apt, or name the packages and stop.
need_packages() {
  local why=$1
  shift
  say "Installing system packages ($why): $*"
  if ! is_supported_system; then
    fail "This system is not one that the script installs packages on (Debian 12+, Ubuntu 24.04+).
Missing: $why. Install these and start again:
$(names_elsewhere)"
  fi
  local log
  log=$(mktemp)
  if as_root apt-get -qq update >"$log" 2>&1 &&
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@" >>"$log" 2>&1; then
    rm -f "$log"
    return
  fi
  tail -5 "$log" >&2
  rm -f "$log"
  fail "These packages are missing ($why) and could not be installed from here. As root, run:
  apt-get update && apt-get install -y --no-install-recommends $*"
}

# need_system_packages: what building the requirements takes and this machine lacks.
need_system_packages() {
  find_python || need_packages "Python 3.11 or later" python3 python3-venv python3-dev
  find_python || fail "Python 3.11 or later is needed and this system has none. Install one, for example:
$(names_elsewhere)"
  local missing=() why=() short
  short=$("$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
  "$python" -c 'import ensurepip, venv' 2>/dev/null || { missing+=("$short-venv") && why+=("venv"); }
  "$python" -c 'import os, sys, sysconfig; sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' ||
    { missing+=("$short-dev") && why+=("Python headers"); }
  command -v gcc >/dev/null || command -v cc >/dev/null || { missing+=(gcc libc6-dev) && why+=("C compiler"); }
  command -v pkg-config >/dev/null || { missing+=(pkg-config) && why+=("pkg-config"); }
  has_mysql_library || { missing+=(default-libmysqlclient-dev) && why+=("MySQL client library"); }
  has_pango || { missing+=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-lato) && why+=("Pango, for PDF"); }
  [[ ${#missing[@]} == 0 ]] && return
  if [[ ${missing[*]} == *python* && $(readlink -f "$python") != /usr/bin/* ]]; then
    fail "$python is not the system's and is incomplete. Missing: $(join "${why[@]}").
Install it whole, or put another Python 3.11 or later first in PATH."
  fi
  need_packages "$(join "${why[@]}")" "${missing[@]}"
}

has_mysql_library() {
  local name
  for name in mysqlclient mariadb libmariadb; do
    pkg-config --exists "$name" 2>/dev/null && return
  done
  return 1
}

# has_pango: what makes PDF pages; asked of the interpreter, which loads it.
has_pango() {
  "$python" -c 'import ctypes.util as u, sys; sys.exit(not all(map(u.find_library, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset"))))' 2>/dev/null
}

join() {
  local all
  all=$(printf '%s, ' "$@")
  printf '%s' "${all%, }"
}

# need_translations: what was made of each .po file must be there; a checkout normally brings it.
need_translations() {
  local source absent=()
  while IFS= read -r source; do
    [[ -e ${source%.po}.mo ]] || absent+=("$source")
  done < <(find "$root/realestate/locale" -name '*.po' 2>/dev/null)
  [[ ${#absent[@]} == 0 ]] && return
  command -v msgfmt >/dev/null || need_packages "to compile the translations" gettext
  for source in "${absent[@]}"; do msgfmt -o "${source%.po}.mo" "$source"; done
}

# digest FILE...: one number for the interpreter's version and the files.
digest() {
  { "$venv/bin/python" --version && cat "$@"; } | cksum | tr -d ' '
}

# need_venv KIND: KIND is run or dev; installs only when the requirements changed.
need_venv() {
  local kind=$1 files=("$root/requirements.txt") wanted='' stamp=$venv/.installed-$1
  [[ $kind == dev ]] && files+=("$root/requirements-s3.txt" "$root/requirements-dev.txt")
  if [[ -d $venv ]] && ! "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    say "The Python of .venv is gone or too old: making it anew."
    rm -rf "$venv"
  fi
  if [[ -x $venv/bin/python ]]; then
    wanted=$(digest "${files[@]}")
    [[ -e $stamp && $(cat "$stamp") == "$wanted" ]] && return
  fi
  need_system_packages
  if [[ ! -x $venv/bin/python ]]; then
    say "Making .venv with $("$python" --version)."
    "$python" -m venv "$venv"
  fi
  say "Installing Python packages ($(basename "${files[-1]}")). This takes about a minute the first time."
  local log
  log=$(mktemp)
  if ! "$venv/bin/python" -m pip --disable-pip-version-check --no-input install -q -r "${files[-1]}" >"$log" 2>&1; then
    tail -25 "$log" >&2
    rm -f "$log"
    fail "The Python packages could not be installed; the reason stands above."
  fi
  rm -f "$log"
  digest "${files[@]}" >"$stamp"
  if [[ $kind == dev ]]; then digest "$root/requirements.txt" >"$venv/.installed-run"; fi
}

# read_env_file: NAME=value lines of .env; what the environment says already wins.
read_env_file() {
  local line name value
  [[ -r $root/.env ]] || return 0
  while IFS= read -r line || [[ -n $line ]]; do
    [[ $line =~ ^[[:space:]]*([A-Z][A-Z0-9_]*)=(.*)$ ]] || continue
    name=${BASH_REMATCH[1]} value=${BASH_REMATCH[2]}
    if [[ $value =~ ^\"(.*)\"$ || $value =~ ^\'(.*)\'$ ]]; then value=${BASH_REMATCH[1]}; fi
    [[ -v $name ]] || export "$name=$value"
  done <"$root/.env"
}

# free_port: one on 127.0.0.1 that nobody uses.
free_port() {
  "$venv/bin/python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# stop_process PID [SECONDS]: TERM, then KILL when it is still there.
stop_process() {
  local pid=$1 tries=$((${2:-10} * 10))
  kill -TERM "$pid" 2>/dev/null || return 0
  while kill -0 "$pid" 2>/dev/null && ((tries-- > 0)); do sleep 0.1; done
  kill -KILL "$pid" 2>/dev/null || true
}
