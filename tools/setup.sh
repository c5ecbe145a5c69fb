# Set-up that tools/start and tools/test share. Sourced, not run; POSIX sh. Expects $root, the checkout.
#
# What it makes lies in .venv, node_modules and .cache, all inside the checkout and ignored by git. System packages are
# named before they are installed. Nothing is asked when nobody is there to answer: no terminal, or CI is set.

venv=$root/.venv
log=$root/.cache/setup.log
pango="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"

say() {
  printf '%s\n' "$*"
}

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

has() {
  command -v "$1" >/dev/null 2>&1
}

is_mac() {
  [ "$(uname -s)" = Darwin ]
}

is_debian() {
  [ -r /etc/os-release ] && (. /etc/os-release && [ "${ID:-}" = debian ])
}

somebody_is_there() {
  [ -z "${CI:-}" ] && [ -t 0 ] && [ -t 1 ]
}

# Python finds Homebrew's libraries only where this says.
if is_mac && has brew; then
  DYLD_FALLBACK_LIBRARY_PATH=$(brew --prefix)/lib:${DYLD_FALLBACK_LIBRARY_PATH:-/usr/local/lib:/usr/lib}
  export DYLD_FALLBACK_LIBRARY_PATH
fi

# Runs a command with its words kept in the log; shows the end of them in CI, where nobody can open the log.
quietly() {
  mkdir -p "$root/.cache"
  printf '\n$ %s\n' "$*" >>"$log"
  if "$@" >>"$log" 2>&1 </dev/null; then
    return 0
  fi
  [ -z "${CI:-}" ] || tail -n 25 "$log" >&2
  return 1
}

# agree COMMAND: shows the command, and asks if somebody is there. False for a no.
agree() {
  say "  $1"
  somebody_is_there || return 0
  printf 'Run this now? [Y/n] '
  read -r answer || return 1
  case $answer in
    [nN]*) return 1 ;;
  esac
}

# install WHY PACKAGE...: says why, shows the command and runs it. False when it was refused or cannot be done here.
install() {
  why=$1
  shift
  if is_mac; then
    has brew || {
      say "$why: install Homebrew, and then  brew install $*"
      return 1
    }
    say "$why:"
    agree "brew install $*" && quietly brew install "$@"
    return
  fi
  has apt-get || {
    say "$why: install $* (Debian's names) with this system's own package manager."
    return 1
  }
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif has sudo && { somebody_is_there || sudo -n true 2>/dev/null; }; then
    as_root="sudo "
  else
    say "$why: ask who looks after this computer to run  apt-get install $*"
    return 1
  fi
  say "$why:"
  agree "${as_root}apt-get install --no-install-recommends $*" || return 1
  # sudo asks for its password here and not inside `quietly`, where nobody would see the question.
  [ -z "$as_root" ] || sudo true || return 1
  [ -n "${refreshed:-}" ] || quietly ${as_root}apt-get update --quiet ||
    say "The list of packages could not be brought up to date; going on with the one there is."
  refreshed=yes
  quietly ${as_root}env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@" || {
    say "apt-get could not install all of them; .cache/setup.log says why."
    return 1
  }
}

# offered PACKAGE...: those that this system's list of packages has; all of them where there is no list to ask.
offered() {
  if is_mac || ! apt-cache show coreutils >/dev/null 2>&1; then
    printf '%s ' "$@"
    return
  fi
  for each; do
    ! apt-cache show "$each" >/dev/null 2>&1 || printf '%s ' "$each"
  done
}

# install_offered WHY PACKAGE...: installs what this system has of the packages. A list of packages that is missing or
# old may name others than there are: the attempt brings it up to date, and then there is a second one.
install_offered() {
  reason=$1
  shift
  first=$(offered "$@")
  [ -n "$first" ] || return 1
  install "$reason" $first && return 0
  second=$(offered "$@")
  [ -n "$second" ] && [ "$second" != "$first" ] && install "$reason" $second
}

is_new_enough() {
  has "$1" && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# Sets $python to a Python of at least 3.11: $PYTHON if that is set, else the first on the path.
find_python() {
  for python in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
    is_new_enough "$python" && return 0
  done
  if is_mac; then
    fail "Coachbook needs Python 3.11 or newer: run  brew install python  and then this again."
  fi
  fail "Coachbook needs Python 3.11 or newer: install it, or say where it is with  PYTHON=/path/to/python3 $0"
}

# Names the package that is missing for virtual environments; Debian keeps it apart from Python.
missing_venv() {
  "$python" -c 'import ensurepip, venv' 2>/dev/null && return
  "$python" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")'
}

# True if these shared libraries can be loaded.
loads() {
  "$python" -c 'import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]' "$@" 2>/dev/null
}

# Names the packages that WeasyPrint's libraries come in, if one of the libraries cannot be loaded.
missing_pango() {
  if is_mac; then
    loads libgobject-2.0.0.dylib libpango-1.0.dylib libpangoft2-1.0.dylib libharfbuzz-subset.0.dylib || say pango
  else
    loads libgobject-2.0.so.0 libpango-1.0.so.0 libpangoft2-1.0.so.0 libharfbuzz-subset.so.0 || say "$pango"
  fi
}

# stamp WHAT FILE...: what was set up, from which files, where. A moved checkout or a changed file gives another.
stamp() {
  what=$1
  shift
  printf '%s %s %s\n' "$what" "$(cat "$@" | cksum)" "$root"
}

# python_packages EXTRA: .venv with Coachbook, its dependencies and those of the extra. Quick when nothing changed.
python_packages() {
  wanted=$(stamp "$1" "$root/pyproject.toml")
  if "$venv/bin/python" -c '' 2>/dev/null && grep -qxF "$wanted" "$venv/coachbook-stamps" 2>/dev/null; then
    return 0
  fi
  if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    [ -z "$(missing_venv)" ] || fail "A private Python environment needs one more package: install $(missing_venv) and run this again."
    quietly "$python" -m venv --clear "$venv" || fail "No virtual environment could be made in .venv; .cache/setup.log says why."
  fi
  say "Installing Python packages into .venv: once, a minute or two."
  (cd "$root" && quietly "$venv/bin/python" -m pip install --disable-pip-version-check --editable ".[$1]") ||
    fail "pip could not install the Python packages: see whether this computer is online; .cache/setup.log says what it met."
  stamp "$1" "$root/pyproject.toml" >"$venv/coachbook-stamps"
  # The developers' extra holds the one for PDFs.
  [ "$1" != dev ] || stamp pdf "$root/pyproject.toml" >>"$venv/coachbook-stamps"
}
