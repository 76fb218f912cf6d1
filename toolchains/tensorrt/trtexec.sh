#!/bin/sh
# trtexec for one unit: `sh trtexec.sh gpu|dla0|dla1 WORDS…`. It lies beside TensorRT's samples, which are in no PATH: JetPack and
# Debian's package have it in /usr/src/tensorrt/bin.
PATH="$PATH:/usr/src/tensorrt/bin:/usr/local/tensorrt/bin"
unit=$1
shift
case $unit in
  # What a DLA cannot do is left to the GPU: without that nearly every network is refused.
  dla0) set -- "$@" --useDLACore=0 --allowGPUFallback ;;
  dla1) set -- "$@" --useDLACore=1 --allowGPUFallback ;;
esac
exec trtexec "$@"
