# Compiles one model for the Edge TPU: `sh compile.sh SOURCE OUT [OPTION…]`, with options of edgetpu_compiler.
#
# One model a call: several in one call are compiled to share the memory of the chip, which changes how fast each of them is.
# The table of operators is asked for, because without it nothing says that all of them were mapped. The compiler names what
# it writes after what it is given. Its exit code is not documented: without a file there is no OUT, whatever the code.
set -eu
source=$1
out=$2
shift 2
name=$(basename "$source" .tflite)
mkdir compiled
status=0
edgetpu_compiler --show_operations "$@" --out_dir compiled "$source" || status=$?
if [ ! -s "compiled/${name}_edgetpu.tflite" ]; then
  echo "edgetpu_compiler ended with exit code $status and wrote no model" >&2
  [ "$status" -ne 0 ] || status=1
  exit "$status"
fi
mv "compiled/${name}_edgetpu.tflite" "$out"
rm -r compiled
exit "$status"
