#!/bin/bash
# Runs the tests on the oldest Node that is promised and on the newest that the npm registry has, each in a copy of the
# checkout of its own (a compiled binding fits one Node): all but what hangs on other programs than Node (test/boards,
# test/frameworks, test/doubles), and the planted bugs, which prove the simulator and not the program.
# Usage: tools/node-versions.sh [VERSION ...]
# Exit: 0 passed, 3 tests failed (the reports say which), 1 something else did. Writes vitest's report to
# $REPORTS/node-<version>.json; downloads and bindings are kept in the cache folder.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
cache=${XDG_CACHE_HOME:-$HOME/.cache}/orchestrate
reports=${REPORTS:-$root/node_modules/.cache/check}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache/node" "$cache/native" "$reports"

arch=$(node -p 'process.arch')
if [ $# -gt 0 ]; then versions=("$@"); else versions=(20.19.0 "$(npm view "node-linux-$arch" version)"); fi

# The registry's node-linux-<arch> packages are Node's own releases, headers included.
node_of() {
  local version=$1 home=$cache/node/node-$1-linux-$arch
  if [ ! -x "$home/bin/node" ]; then
    local part
    part=$(mktemp -d "$cache/node/part.XXXXXX")
    (cd "$part" && npm pack --silent "node-linux-$arch@$version" >/dev/null && tar xzf ./*.tgz)
    rm -rf "$home" && mv "$part/package" "$home" && rm -rf "$part"
  fi
  printf '%s\n' "$home"
}

# By name: of several projects with `!` in front vitest takes all.
tiers=()
for tier in unit property contract simulation cli tidy; do tiers+=(--project "$tier"); done

red=0
broken=0
for version in "${versions[@]}"; do
  echo "== tests on Node $version"
  report=$reports/node-$version.json
  rm -f "$report"
  home=$(node_of "$version") || { echo "Node $version cannot be had"; broken=1; continue; }
  copy=$work/$version
  mkdir "$copy"
  # What git knows or would add: the working tree without anything that was built.
  git ls-files -z --cached --others --exclude-standard | tar -c --null --ignore-failed-read -T - | tar -x -C "$copy"
  # One chain: inside a condition bash would go on after a command that failed.
  (
    cd "$copy" && export PATH="$home/bin:$PATH" ORCHESTRATE_NATIVE_CACHE="$cache/native" &&
      [ "$(node -p process.versions.node)" = "$version" ] &&
      git init -q . && npm ci --prefer-offline --silent && npm run --silent build &&
      npx vitest run "${tiers[@]}" --exclude '**/planted-bugs.test.ts' \
        --reporter=default --reporter=json --outputFile.json="$report"
  ) </dev/null || if [ -s "$report" ]; then red=3; else broken=1; fi
  rm -rf "$copy"
done
[ "$broken" = 0 ] || exit 1
exit "$red"
