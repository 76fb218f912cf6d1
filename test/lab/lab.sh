#!/bin/sh
# A lab of two boards on one Debian machine, each with an address, a process tree and a machine id of its own:
#
#   pc   this machine's programs in namespaces of their own; its boot id is the machine's, as in a container
#   pi   an emulated aarch64 Debian with Python and ONNX Runtime, on the processor of a Raspberry Pi 5; a new boot id at
#        every boot
#
#   sudo test/lab/lab.sh install            the Debian packages it needs
#   sudo test/lab/lab.sh up FOLDER          builds both and writes FOLDER/inventory.yaml, ssh_config and known_hosts
#   sudo test/lab/lab.sh cut|mend FOLDER BOARD     a firewall rule in the board's own namespace drops everything
#   sudo test/lab/lab.sh wedge FOLDER BOARD        nothing on the board runs on, and its power is still there
#   sudo test/lab/lab.sh off|on FOLDER BOARD       as by a switch: nothing of the board lives on, /run is empty after
#   sudo test/lab/lab.sh down FOLDER        ends and removes everything but the cached Debian
#
# The first `up` fetches Debian (debootstrap, some minutes under emulation) and the wheels; they are kept in
# ${XDG_CACHE_HOME:-~/.cache}/orchestrate/lab. Needs root.
set -eu

needs='debootstrap:debootstrap qemu-aarch64-static:qemu-user-static update-binfmts:binfmt-support ip:iproute2
iptables:iptables sshd:openssh-server python3:python3 pip3:python3-pip unshare:util-linux nsenter:util-linux'
# Fixed, so that a cached lab is the lab of this recipe.
suite=bookworm
wheels='onnxruntime==1.23.2 numpy==2.3.5'
recipe=2
# That of a Raspberry Pi 5. QEMU's own choice, `max`, has instructions that few boards have and that QEMU 7.2 computes wrongly:
# int8 by XNNPACK, which takes those of SME, gives the same answer for every image.
processor=cortex-a76

say() { echo "lab: $*" >&2; }
fail() { say "$@"; exit 1; }

check_needs() {
  [ "$(id -u)" = 0 ] || fail 'namespaces and mounts need root: sudo test/lab/lab.sh …'
  missing=''
  for need in $needs; do
    PATH=$PATH:/usr/sbin:/sbin command -v "${need%%:*}" >/dev/null || missing="$missing ${need#*:}"
  done
}

install() {
  check_needs
  [ -n "$missing" ] || return 0
  apt-get update -qq
  # shellcheck disable=SC2086 # a list of names: splitting is meant
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
}

# The kernel starts aarch64 programs by qemu, also where it cannot see qemu's file (flag F).
enable_emulation() {
  [ -e /proc/sys/fs/binfmt_misc/register ] || mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc
  [ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ] || update-binfmts --enable qemu-aarch64
}

# A Debian for aarch64 as an archive: built once, and only under its name when it is whole.
debian() {
  cache=${XDG_CACHE_HOME:-$HOME/.cache}/orchestrate/lab
  key=$(printf '%s\n' "$recipe" "$suite" "$wheels" | sha256sum | cut -c 1-16)
  archive=$cache/aarch64-$key.tar
  [ ! -f "$archive" ] || return 0
  mkdir -p "$cache"
  made=$(mktemp -d "$cache/making.XXXXXX")
  say 'building an aarch64 Debian: some minutes, once'
  mirror=$(sed -n 's/^URIs: *\(http[^ ]*debian\)\/*$/\1/p; s/^deb \(\[[^]]*\] \)\{0,1\}\(http[^ ]*debian\)\/* .*/\2/p' \
    /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -n 1)
  debootstrap --arch=arm64 --variant=minbase --include=openssh-server,python3,procps "$suite" "$made/root" \
    "${mirror:-http://deb.debian.org/debian}" >"$made/log" 2>&1 || { tail -n 20 "$made/log" >&2; fail 'debootstrap failed'; }
  # shellcheck disable=SC2086 # a list of requirements: splitting is meant
  pip3 download --quiet --only-binary=:all: --platform manylinux_2_28_aarch64 --platform manylinux_2_27_aarch64 \
    --platform manylinux2014_aarch64 --platform manylinux_2_17_aarch64 --implementation cp --python-version 3.11 \
    --dest "$made/wheels" $wheels || fail 'the wheels for aarch64 could not be fetched'
  for wheel in "$made"/wheels/*.whl; do
    python3 -m zipfile -e "$wheel" "$made/root/usr/local/lib/python3.11/dist-packages"
  done
  rm -rf "$made/root/var/cache/apt" "$made/root/var/lib/apt/lists"
  tar -C "$made/root" -cf "$made/archive.tar" .
  mv "$made/archive.tar" "$archive"
  rm -rf "$made"
}

# A free network of 254 addresses, for this lab alone.
free_network() {
  number=1
  while ip -4 addr show | grep -q "inet 10\.213\.$number\."; do number=$((number + 1)); done
}

up() {
  folder=$(mkdir -p "$1" && cd "$1" && pwd)
  [ ! -e "$folder/lab" ] || fail "$folder has a lab already: lab.sh down $folder"
  check_needs
  [ -z "$missing" ] || fail "missing:$missing (test/lab/lab.sh install)"
  enable_emulation
  debian
  say "unpacking, addresses, sshd"
  free_network
  printf '%s\n' "orc$number" >"$folder/lab"
  ssh-keygen -q -t ed25519 -N '' -C lab -f "$folder/client"
  : >"$folder/known_hosts"
  for board in pc pi; do make_board "$board"; done
  mkdir "$folder/pi/root"
  tar -C "$folder/pi/root" -xf "$archive"
  # The packages of this checkout are those of the board that has Node.
  ln -s "$(cd "$(dirname "$0")/../.." && pwd)/node_modules" "$folder/pc/home/node_modules"
  # Without PAM, sshd takes a key only for an account that is not locked.
  sed -i 's/^root:[^:]*:/root:*:/' "$folder/pi/root/etc/shadow"
  cp "$folder/pi/machine-id" "$folder/pi/root/etc/machine-id"
  for board in pc pi; do on "$board"; done
  write_inventory
  say "ready: orchestrate boards check --inventory $folder/inventory.yaml"
}

# A namespace with one end of a cable; the other end is ours.
make_board() {
  board=$1 name=$(cat "$folder/lab")$1
  case $board in pc) last=1 ;; *) last=5 ;; esac
  mkdir "$folder/$board" "$folder/$board/home"
  ssh-keygen -q -t ed25519 -N '' -C "$board" -f "$folder/$board/host"
  cat "$folder/client.pub" >"$folder/$board/authorized_keys"
  head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$folder/$board/machine-id"
  address=10.213.$number.$((last + 1))
  ip netns add "$name"
  ip link add "$name" type veth peer name eth0 netns "$name"
  ip addr add "10.213.$number.$last/30" dev "$name"
  ip link set "$name" up
  ip -n "$name" link set lo up
  ip -n "$name" addr add "$address/30" dev eth0
  ip -n "$name" link set eth0 up
  printf '%s\n' "$address" >"$folder/$board/address"
  printf '%s %s\n' "$address" "$(cut -d ' ' -f 1,2 "$folder/$board/host.pub")" >>"$folder/known_hosts"
  printf 'Host lab-%s\n  HostName %s\n  User root\n  IdentityFile %s\n  IdentitiesOnly yes\n  UserKnownHostsFile %s\n' \
    "$board" "$address" "$folder/client" "$folder/known_hosts" >>"$folder/ssh_config"
}

# Process 1 of the board is a shell that waits: it ends with the board and reaps whatever loses its parent.
on() {
  board=$1 name=$(cat "$folder/lab")$1
  [ ! -e "$folder/$board/pid" ] || fail "$board is on"
  # New files: what is left of an earlier boot keeps its own.
  rm -f "$folder/$board/boot_id" "$folder/$board/sshd.log"
  cat /proc/sys/kernel/random/uuid >"$folder/$board/boot_id"
  : >"$folder/$board/sshd.log"
  # Its network is new as well.
  ip netns exec "$name" iptables -F
  setsid ip netns exec "$name" unshare --pid --mount --fork --kill-child sh "$0" boot "$folder" "$board" \
    </dev/null >>"$folder/$board/log" 2>&1 &
  printf '%s\n' "$!" >"$folder/$board/pid"
  # sshd says on its standard error when it listens.
  tail -n +1 -F --pid "$!" "$folder/$board/sshd.log" 2>/dev/null | grep -q -m 1 'Server listening' ||
    { cat "$folder/$board/log" >&2; fail "$board did not start"; }
}

# Runs as process 1 in the board's own namespaces, before it changes its root.
boot() {
  folder=$1 board=$2
  mount --make-rprivate /
  root='' at=$folder/$board settings=HOME=$folder/$board/home
  if [ "$board" = pi ]; then
    root=$folder/pi/root at=/board settings="HOME=/root QEMU_CPU=$processor"
    mount --rbind /dev "$root/dev"
    # ONNX Runtime counts processors there.
    mount --rbind /sys "$root/sys"
    mkdir -p "$root/board"
    mount --bind "$folder/pi" "$root/board"
  else
    mount --bind "$folder/pc/machine-id" /etc/machine-id
  fi
  mount -t proc proc "$root/proc"
  if [ "$board" = pi ]; then
    mount --bind "$folder/pi/boot_id" "$root/proc/sys/kernel/random/boot_id"
    processors >"$folder/pi/cpuinfo"
    mount --bind "$folder/pi/cpuinfo" "$root/proc/cpuinfo"
  fi
  # Cleared at boot, as everywhere.
  mount -t tmpfs tmpfs "$root/run"
  mkdir -p "$root/run/sshd" "$root/run/lock"
  cat >"$folder/$board/sshd_config" <<END
HostKey $at/host
AuthorizedKeysFile $at/authorized_keys
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
PrintMotd no
Subsystem sftp internal-sftp
SetEnv $settings
END
  run="/usr/sbin/sshd -D -E $at/sshd.log -f $at/sshd_config"
  [ -n "$root" ] || { $run & wait "$!"; exit; }
  exec chroot "$root" /bin/sh -c "$run & wait \$!"
}

# As the kernel of an aarch64 machine lists them. QEMU shows what the machine below is, and frameworks that look for their
# processor there fail, or end with a segmentation fault (ONNX Runtime 1.30).
processors() {
  number=0
  while [ "$number" -lt "$(nproc)" ]; do
    printf '%s\t: %s\n' processor "$number" BogoMIPS 108.00 \
      Features 'fp asimd evtstrm aes pmull sha1 sha2 crc32 atomics fphp asimdhp cpuid asimdrdm lrcpc dcpop asimddp' \
      'CPU implementer' 0x41 'CPU architecture' 8 'CPU variant' 0x4 'CPU part' 0xd0b 'CPU revision' 1
    echo
    number=$((number + 1))
  done
}

off() {
  board=$1
  [ -e "$folder/$board/pid" ] || fail "$board is off"
  pid=$(cat "$folder/$board/pid")
  # Process 1 of the namespace is the child of `unshare`; when it dies the kernel kills all others.
  kill -KILL "-$pid" 2>/dev/null || :
  while kill -0 "-$pid" 2>/dev/null; do tail --pid "$pid" -f /dev/null; done
  rm "$folder/$board/pid"
}

# Connections are still taken, by the kernel; nobody answers.
wedge() {
  here=$(readlink "/proc/$(cat "$folder/$1/pid")/ns/pid_for_children")
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/ns/pid" 2>/dev/null)" != "$here" ] || kill -STOP "${process#/proc/}"
  done
}

cut_link() {
  name=$(cat "$folder/lab")$1
  ip netns exec "$name" iptables -I INPUT -i eth0 -j DROP
  ip netns exec "$name" iptables -I OUTPUT -o eth0 -j DROP
}

mend_link() {
  name=$(cat "$folder/lab")$1
  ip netns exec "$name" iptables -D INPUT -i eth0 -j DROP
  ip netns exec "$name" iptables -D OUTPUT -o eth0 -j DROP
}

write_inventory() {
  cat >"$folder/inventory.yaml" <<END
schema: 1
devices:
  lab-pc: { units: [cpu] }
  lab-pi: { units: [cpu] }
boards:
  pc:
    ssh: { host: $(cat "$folder/pc/address"), user: root, alive: 5s, identity_file: $folder/client, host_keys: ["$(fingerprint pc)"] }
    device: lab-pc
  pi:
    ssh: { host: $(cat "$folder/pi/address"), user: root, alive: 5s, identity_file: $folder/client, host_keys: ["$(fingerprint pi)"] }
    device: lab-pi
END
}

fingerprint() {
  ssh-keygen -l -f "$folder/$1/host.pub" | cut -d ' ' -f 2
}

down() {
  folder=$(cd "$1" && pwd)
  [ -e "$folder/lab" ] || fail "no lab in $folder"
  for board in pc pi; do
    name=$(cat "$folder/lab")$board
    [ ! -e "$folder/$board/pid" ] || off "$board"
    ip link del "$name" 2>/dev/null || :
    ip netns del "$name" 2>/dev/null || :
  done
  rm -rf "$folder"
}

case ${1-}:$# in
  install:1) install ;;
  up:2) up "$2" ;;
  down:2) down "$2" ;;
  boot:3) boot "$2" "$3" ;;
  cut:3 | mend:3 | wedge:3 | on:3 | off:3)
    folder=$(cd "$2" && pwd)
    case $1 in
      cut) cut_link "$3" ;;
      mend) mend_link "$3" ;;
      *) "$1" "$3" ;;
    esac
    ;;
  *) sed -n '2,/^set -eu/{/^set/d;s/^# \{0,1\}//;p}' "$0" >&2; exit 64 ;;
esac
