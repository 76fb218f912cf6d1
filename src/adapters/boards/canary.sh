#!/bin/sh
# The canary: a fixed piece of integer work that is timed on the board. POSIX sh; dash, bash and busybox sh run it.
#
#   sh canary.sh MEGABYTES ROUNDS
#
# Each round hashes so many megabytes of zeros: no disk, no framework, no file that could differ. MEGABYTES 0 first looks
# for the power of two that takes a second here, of which the 10 ms of /proc/uptime are one per cent. Says on standard
# output `megabytes=N`, then `round=HUNDREDTHS` for each round after the first, which only warms up, then `end`.
set -u
LC_ALL=C
export LC_ALL

clock() {
  read -r now rest </proc/uptime
  now=${now%.*}${now#*.}
}

hash() {
  clock
  began=$now
  digest=$(head -c "$(($1 * 1048576))" /dev/zero | sha256sum) || exit 1
  clock
  took=$((now - began))
}

megabytes=$1 rounds=$2
if [ "$megabytes" -eq 0 ]; then
  megabytes=1
  hash "$megabytes"
  while [ "$took" -lt 100 ] && [ "$megabytes" -lt 8192 ]; do
    megabytes=$((megabytes * 2))
    hash "$megabytes"
  done
fi
echo "megabytes=$megabytes"
hash "$megabytes"
expected=$digest
while [ "$rounds" -gt 0 ]; do
  hash "$megabytes"
  # The same work with another result: memory or processor cannot be trusted, and no time of theirs either.
  [ "$digest" = "$expected" ] || { echo differs; exit 1; }
  echo "round=$took"
  rounds=$((rounds - 1))
done
echo end
