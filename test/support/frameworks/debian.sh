#!/bin/sh
# What the tests of the frameworks take from Debian, as root: PyTorch, under a gigabyte, where that of the index is 5 GB.
# Without it the tests make an environment of the index.
set -eu

! /usr/bin/python3 -c 'import torch' 2>/dev/null || exit 0
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-torch
