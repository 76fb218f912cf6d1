#!/bin/sh
# From a fresh Debian machine with Node to a program that runs and tests that pass: installs the Debian packages that are
# missing (as root or through sudo), then npm packages from the registry, then builds. Safe to run again.
set -eu
cd "$(dirname "$0")"

# command:package. The compiler builds better-sqlite3 once; the rest is what the local board and the tests use.
needs='g++:g++ make:make python3:python3 flock:util-linux setsid:util-linux ps:procps busybox:busybox git:git sshd:openssh-server ssh:openssh-client'

packages=''
for need in $needs; do
  PATH=$PATH:/usr/sbin command -v "${need%%:*}" >/dev/null 2>&1 || packages="$packages ${need#*:}"
done
# The tests make environments of Python; Debian keeps that part apart, and no command tells of it.
python3 -c 'import ensurepip, venv' 2>/dev/null || packages="$packages python3-venv"
if [ -n "$packages" ]; then
  echo "installing Debian packages:$packages"
  if [ "$(id -u)" = 0 ]; then as_root=''; else as_root='sudo'; fi
  # The list of names is split on purpose.
  # shellcheck disable=SC2086
  $as_root apt-get update -qq && $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages
fi

command -v npm >/dev/null 2>&1 || {
  echo 'setup.sh: Node 20.19 or newer with npm is needed; Debian 13 has it: apt-get install nodejs npm' >&2
  exit 1
}
npm ci
npm run --silent build
