#!/bin/sh
# Makes the environments of the toolchains that any machine can have, for the tests of frameworks, on this machine, with
# `boards prepare` itself:
#
#   tools/framework-environments.sh [TOOLCHAIN[@VERSION]...]
#
# They are kept outside the checkout, where `npm run frameworks` has its board and the tests of frameworks look first:
# ~/.cache/orchestrate/frameworks/board, below $ORCHESTRATE_CACHE, or the folder in $ORCHESTRATE_ENVIRONMENTS. Some gigabytes
# for all of them. What is there already is left as it is; CI and people run the same command.
set -eu
cd "$(dirname "$0")/.."
folder=${ORCHESTRATE_ENVIRONMENTS:-${ORCHESTRATE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/orchestrate}/frameworks/board}
mkdir -p "$folder"
cat >"$folder/inventory.yaml" <<INVENTORY
schema: 1
boards:
  this-machine: { local: true, device: this-machine, paths: { state: "$folder" } }
INVENTORY
[ -f dist/acting.js ] || node tools/build.js
# Not those of accelerators: some want a Python that few machines still have, and nobody measures with them here.
[ "$#" -gt 0 ] || set -- onnxruntime tflite tensorflow openvino pytorch opencv-dnn ncnn
count=$#
while [ "$count" -gt 0 ]; do
  set -- "$@" --toolchain "$1"
  shift
  count=$((count - 1))
done
exec node bin/orchestrate.cjs boards prepare this-machine --inventory "$folder/inventory.yaml" --limit 2h "$@"
