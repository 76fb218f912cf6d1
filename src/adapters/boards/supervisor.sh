#!/bin/sh
# The supervisor: what runs on a board, for a board of any transport. POSIX sh; dash, bash --posix and busybox sh run it.
#
#   sh supervisor.sh STATE LOCK COMMAND [ARGUMENT...]
#
# STATE is the folder this user's files are in, LOCK the board-wide lock file; empty means the default. Every command
# that could do its work exits 0 and says on standard output what it found, in lines `key=value` and words of its own;
# another exit status means that nothing is known. Its law: docs/decisions/0005-attempt-lock.md.
#
# Kernel locks: descriptor 8 is the board's, 9 the attempt's (`alive/<id>`); 8 is closed before 9 when a process ends.
# Times are hundredths of a second of /proc/uptime, which goes on during suspend and is the same for all processes.
# Words are split and globs expanded only where a comment says so; each external command costs 1 to 2 ms on a slow
# board, so that what a builtin can do is done by the builtin.
set -u
umask 077

# The runner keeps the user's locale; what this file parses is parsed in C.
locale=${LC_ALL-} locale_set=${LC_ALL+yes}
LC_ALL=C
export LC_ALL

own_locale() {
  if [ -n "$locale_set" ]; then LC_ALL=$locale; else unset LC_ALL; fi
}

usage() {
  printf 'supervisor: %s\n' "$1" >&2
  exit 64
}

# ---- small readers of procfs, none of which starts a process ----------------------------------------------------

clock() {
  read -r now rest </proc/uptime
  now=${now%.*}${now#*.}
}

# The command name of `stat` may hold spaces and brackets: fields count from the last `)`.
start_of() {
  state_of='' start='' parent='' group_of='' flags=0 env_start='' env_end=''
  { IFS= read -r line <"/proc/$1/stat"; } 2>/dev/null || return 1
  # shellcheck disable=SC2086 # the fields are numbers: splitting is meant
  set -- ${line##*) }
  state_of=$1 parent=$2 group_of=$3 flags=$7 start=${20} env_start=${48-} env_end=${49-}
}

# As others see it: QEMU, by which a machine runs programs of another kind, tells each process of itself what the kernel
# tells nobody else.
own_start() {
  start=$(start_of "$$" && printf '%s' "$start")
}

# A container keeps the boot id of its host when it is started anew, but not the start of its process 1.
boot_id() {
  boot='' init=''
  read -r boot </proc/sys/kernel/random/boot_id
  { IFS= read -r line </proc/1/stat; } 2>/dev/null || return 0
  # shellcheck disable=SC2086 # the fields are numbers: splitting is meant
  set -- ${line##*) }
  init=${20-}
}

user_id() {
  uid=''
  while read -r key uid rest; do
    [ "$key" = Uid: ] && return
  done </proc/self/status
}

# How often the kernel killed for want of memory: in our control group if it counts, else on the whole board.
oom_kills() {
  kills=0 group=''
  while IFS=: read -r rest key group; do [ -z "$key" ] && break; done </proc/self/cgroup
  events=/sys/fs/cgroup$group/memory.events
  [ -r "$events" ] || events=/proc/vmstat
  while read -r key kills; do
    [ "$key" = oom_kill ] && return
  done <"$events"
  kills=0
} 2>/dev/null

in_seconds() {
  fraction=$(($1 % 100))
  [ "$fraction" -gt 9 ] || fraction=0$fraction
  seconds=$(($1 / 100)).$fraction
}

# Some old boards have a sleep without fractions.
pause() {
  in_seconds "$1"
  sleep "$seconds" 2>/dev/null || sleep "$(($1 / 100 + 1))"
} 8<&- 9<&-

# The same for a subshell whose trap calls end_child, so that no sleep outlives it.
pause_in_background() {
  in_seconds "$1"
  sleep "$seconds" 2>/dev/null &
  wait "$!" && return
  sleep "$(($1 / 100 + 1))" &
  wait "$!"
}

# For the trap of a subshell that began with `inherited=${!-}`: ends its last child. The shell knows `$!` as soon as there is
# a child; a signal may come before the assignment of a variable that would hold it.
end_child() {
  [ "${!-}" = "$inherited" ] || kill "$!" 2>/dev/null
}

# ---- commands that small boards lack, made of others ------------------------------------------------------------

# Sets $by to what does the work of $1: the command itself, the applet of a busybox without links, else Perl or Python 3.
stand_in() {
  by=''
  for name in "$1" busybox $2 perl python3; do
    command -v "$name" >/dev/null || continue
    case $name:$1 in
      busybox:*) busybox "$1" --help >/dev/null 2>&1 || continue ;;
      # The small Perl of Debian has no such module.
      perl:sha256sum) perl -MDigest::SHA -e 1 2>/dev/null || continue ;;
    esac
    by=$name
    return
  done
  return 1
}

# flock(1) as this file uses it: `-n [-s|-x] DESCRIPTOR`. The lock belongs to the open file, whichever process asked.
define_flock() {
  stand_in flock '' || return 0
  flock_by=$by
  flock() {
    # LOCK_SH, LOCK_EX and LOCK_NB are 1, 2 and 4 everywhere on Linux.
    how=6
    for word in "$@"; do
      case $word in -s) how=5 ;; [0-9]) handle=$word ;; esac
    done
    case $flock_by in
      busybox) busybox flock "$@" ;;
      perl) perl -e 'open(my $file, "+<&=", $ARGV[1]) or exit 69; exit !flock($file, $ARGV[0])' "$how" "$handle" ;;
      *) python3 -IS -c "import fcntl; fcntl.flock($handle, $how)" 2>/dev/null ;;
    esac
  }
}

# Becomes the words in a session of its own, with the locks closed only after an exec: see start_runner. Python ignores
# two signals and may add a variable for its locale; neither must reach a runner.
# shellcheck disable=SC2016 # the variables are those of Perl
exec_in_session() {
  case $setsid_by in
    setsid) set -- setsid -- "$@" ;;
    busybox) set -- busybox setsid "$@" ;;
    perl) set -- perl -MPOSIX=setsid -e 'setsid(); exec { $ARGV[0] } @ARGV; exit 127' -- "$@" ;;
    *) set -- python3 -IS -c 'import os, sys
from signal import SIGPIPE, SIGXFSZ, SIG_DFL, signal
signal(SIGPIPE, SIG_DFL)
signal(SIGXFSZ, SIG_DFL)
os.setsid()
text = open("/proc/self/environ", "rb").read().split(b"\0")
os.execvpe(sys.argv[1], sys.argv[1:], dict(one.split(b"=", 1) for one in text if b"=" in one))' "$@" ;;
  esac
  exec sh -c 'exec "$@" 8<&- 9<&-' sh "$@"
}

# SHA-256 of standard input as the first word. For $1 bytes or more the hash of openssl pays: 3 times as fast, 5 ms later.
hash_input() {
  if [ "$1" -ge 4000000 ] && command -v openssl >/dev/null; then by=openssl; else stand_in sha256sum 'openssl shasum'; fi
  case $by in
    sha256sum) exec sha256sum ;;
    busybox) exec busybox sha256sum ;;
    openssl) exec openssl dgst -sha256 -r ;;
    shasum) exec shasum -a 256 ;;
    perl) exec perl -MDigest::SHA -e 'print Digest::SHA->new(256)->addfile(*STDIN)->hexdigest' ;;
    *) exec python3 -IS -c 'import hashlib, sys
hash = hashlib.sha256()
for chunk in iter(lambda: sys.stdin.buffer.read(1048576), b""): hash.update(chunk)
print(hash.hexdigest())' ;;
  esac
}

# Not `wc`: that of busybox reads the file, and never ends while a flood grows faster than it reads.
size_of() {
  # shellcheck disable=SC2046 # a line of ls, in fields: splitting is meant
  set -- $(exec ls -lnL "$1" 2>/dev/null 8<&- 9<&-)
  size=${5-}
  case $size in '' | *[!0-9]*) size=0 ;; esac
}

# ---- the tree of an attempt, found by its mark ------------------------------------------------------------------

# One grep over all environments takes about 2 ms, one per process a hundred times that. -z because the grep of busybox
# ends a line at the first NUL.
sweep() {
  marked=$(exec grep -lszF -e "ORCHESTRATE_MARK=$1" /proc/[0-9]*/environ 8<&- 9<&-) found=''
  for file in $marked; do
    # A container of this machine may be a board of its own, where another file is the lock of the same name.
    theirs=${file%/environ}/root$lock
    # shellcheck disable=SC3013 # not in POSIX, but in dash, bash and busybox
    if [ ! -e "$theirs" ] || [ "$theirs" -ef "$lock" ]; then found="$found $file"; fi
  done
}

# Processes above pid $1 and where the environment of each lies, which every exec moves. Between two programs a process
# has no environment and no sweep can see its mark; kernel threads never have one.
snapshot() {
  seen='' between=''
  for file in /proc/[0-9]*; do
    if [ "${file#/proc/}" -le "$1" ] || [ ! -r "$file/environ" ]; then continue; fi
    start_of "${file#/proc/}" || continue
    case $state_of in Z | X) continue ;; esac
    [ "$((flags & 2097152))" -eq 0 ] || continue
    seen="$seen ${file#/proc/}:$env_start"
    [ "$env_end" != 0 ] || between=yes
  done
}

# True if nothing carries mark $1 or is in process group $2 (may be empty). An empty list proves it only if no process
# was made and none changed its program while the list was made (2 of 100 looks at a process that does nothing else find
# no mark): compared before and after, for those above pid $3, which is all that can be younger than the tree. Empty: no
# such tree is known. A board where others start processes all the time gets five tries.
tree_empty() {
  for try in 1 2 3 4 5; do
    floor=$3
    if [ -n "$floor" ]; then
      read -r rest rest rest rest newest </proc/loadavg
      # Pids have begun anew since.
      [ "$newest" -ge "$floor" ] || floor=0
      snapshot "$floor"
      before="$seen "
    fi
    sweep "$1"
    [ -z "$found" ] || return 1
    [ -n "$floor" ] || break
    snapshot "$floor"
    # Who has ended in between is no matter.
    for process in $seen; do
      case $before in *" $process "*) ;; *) between=yes ;; esac
    done
    [ -n "$between" ] || break
    [ "$try" -eq 1 ] || pause 1
  done
  [ -z "$2" ] || ! group_lives "$2"
}

# A zombie keeps its group in being: the runner until it is waited for, an orphan until `init` has time for it. Hence a
# look at each process, but only if the kernel still knows the group. (`kill -0 -N` is the one form all shells take.)
group_lives() {
  kill -0 "-$1" 2>/dev/null || return 1
  for file in /proc/[0-9]*; do
    start_of "${file#/proc/}"
    [ "$group_of" != "$1" ] || [ "$state_of" = Z ] || [ "$state_of" = X ] || return 0
  done
  return 1
}

signal_tree() {
  [ -z "$2" ] || kill "-$1" "-$2" 2>/dev/null
  for file in $found; do
    pid=${file#/proc/}
    kill -s "$1" "${pid%/environ}" 2>/dev/null
  done
}

# The kill ladder over mark $1 and process group $2 (may be empty): TERM, grace $3, KILL for at most 5 s. The tree is
# younger than pid $4; see tree_empty.
end_tree() {
  left=empty
  tree_empty "$1" "$2" "$4" && return
  clock
  limit=$((now + $3))
  [ "$3" -eq 0 ] || signal_tree TERM "$2"
  while clock && [ "$now" -lt "$limit" ]; do
    pause 5
    tree_empty "$1" "$2" "$4" && return
  done
  limit=$((now + 500))
  while clock && [ "$now" -lt "$limit" ]; do
    signal_tree KILL "$2"
    pause 2
    tree_empty "$1" "$2" "$4" && return
  done
  left='left-over'
}

# A look at all processes costs 20 ms: needed only after a sudden death, which has left an attempt without an outcome.
find_floor() {
  dead_floor=''
  for file in "$state"/attempts/*/begin; do
    if [ -e "$file" ] && [ ! -e "${file%begin}outcome" ]; then
      dead_floor=0
      return
    fi
  done
}

# What dead supervisors left on the board. With the exclusive lock in our hand every supervisor of this lock is dead;
# with a shared one only those are whose process is gone, and the mark says which process that was.
sweep_board() {
  if [ "$mode" = -x ]; then
    find_floor
    end_tree "$lock|" '' 0 "$dead_floor"
    return
  fi
  left=empty
  sweep "$lock|"
  for file in $found; do
    mark=$(tr '\0\n' '\n ' 2>/dev/null <"$file" | grep -F "ORCHESTRATE_MARK=$lock|")
    mark=${mark#ORCHESTRATE_MARK="$lock|"}
    keeper=${mark%%|*}
    [ -n "$keeper" ] || continue
    start_of "${keeper%.*}"
    if [ "$start" != "${keeper#*.}" ]; then
      end_tree "$lock|$keeper|" '' 0 0
      [ "$left" = empty ] || return
    fi
  done
}

# ---- locks ------------------------------------------------------------------------------------------------------

# Another user's file in a sticky folder must not be opened with O_CREAT (fs.protected_regular), and flock needs no
# write permission: created once, never unlinked, opened for reading.
open_lock() {
  [ -e "$lock" ] || (umask 022 && set -C && : >"$lock") 2>/dev/null
  [ -r "$lock" ] || return 1
  exec 8<"$lock"
}

# Takes the attempt's own lock. The file may be unlinked by `forget` between open and lock: then it is opened again.
take_alive() {
  for rest in 1 2 3; do
    exec 9>>"$alive"
    flock -n 9 || return 1
    # shellcheck disable=SC3013 # not in POSIX, but in dash, bash and busybox
    [ "$alive" -ef /proc/self/fd/9 ] && return
  done
  return 1
}

# A supervisor that was killed may have left a child that closes the lock in a moment: nobody alive is on record then.
take_board() {
  for rest in 1 2 3 4 5; do
    flock -n "$mode" 8 && return
    held_by=$(holder)
    [ -z "$held_by" ] || return 1
    pause 10
  done
  return 1
}

# Who holds the board: advice, records of each user's own because nobody can write another's. Stale ones name no live process.
holder() {
  for file in "$lock".holder.*; do
    [ -r "$file" ] || continue
    attempt='' pid='' began='' user='' doing='' limit=''
    while IFS='=' read -r key value; do
      case $key in
        attempt) attempt=$value ;;
        pid) pid=$value ;;
        start) began=$value ;;
        user) user=$value ;;
        doing) doing=$value ;;
        limit) limit=$value ;;
      esac
    done <"$file"
    if [ -z "$pid" ] || ! start_of "$pid" || [ "$start" != "$began" ]; then continue; fi
    printf 'attempt=%s\npid=%s\nuser=%s\ndoing=%s\nlimit=%s\nsince=%s\n' "$attempt" "$pid" "$user" "$doing" "$limit" "$(date -u -r "$file" +%Y-%m-%dT%H:%M:%SZ)"
    return
  done
}

# ---- the record of an attempt -----------------------------------------------------------------------------------

# Temp, sync, rename: the last thing that is written. The closing line proves that the text is whole. Only this file is
# synced: after a flood, `messages` may be larger than what a disk writes in a minute.
write_outcome() {
  printf 'reason=%s\ncode=%s\nsignal=%s\nleft=%s\nbegun=%s\nended=%s\noom=%s\nnote=%s\nend\n' "$@" >"$dir/outcome.tmp" &&
    { sync "$dir/outcome.tmp" 2>/dev/null || sync; } 8<&- 9<&- &&
    mv "$dir/outcome.tmp" "$dir/outcome" 8<&- 9<&-
}

read_begin() {
  pid='' began='' booted='' inited='' begun='' mark='' group=''
  while IFS='=' read -r key value; do
    case $key in
      pid) pid=$value ;;
      start) began=$value ;;
      boot) booted=$value ;;
      init) inited=$value ;;
      begun) begun=$value ;;
      mark) mark=$value ;;
    esac
  done <"$dir/begin"
}

# Begun, no outcome, and the attempt's lock is ours: its supervisor died. Writes the outcome in its name.
bury() {
  read_begin
  boot_id
  left=empty reason=rebooted
  if [ "$boot" = "$booted" ]; then
    [ -n "$inited" ] && [ -n "$init" ] && [ "$inited" != "$init" ] || reason=vanished
    # Also if only a container was started anew: its state may be shared with the host.
    end_tree "$mark" '' 0 0
  fi
  write_outcome "$reason" '' '' "$left" "$begun" '' 0 ''
}

# ---- supervise: one attempt from lock to outcome ----------------------------------------------------------------

# The answer goes to whoever launched; then nothing ties this process to it any more.
answer() {
  printf '%s\n' "$@"
  exec </dev/null >/dev/null 2>&1
}

refuse() {
  rm -rf "$dir" "$alive"
  answer "refused $1"
  exit 3
}

# A log has a head of at most $blocks * 512 bytes, written at once, and 64 KiB of tail. Input is descriptor 3.
#
# The three subshells below are ended by USR2, which their parent does not trap: a signal that the parent traps would be
# lost if it came between fork and `trap`. They close the locks by `exec`: a function's own redirection keeps copies.
pump() {
  exec 8<&- 9<&-
  inherited=${!-}
  trap 'end_child; exit 9' USR2
  (
    # Past its limit, cat fails instead of dying of a signal with a core dump.
    trap '' XFSZ
    ulimit -f "$blocks"
    exec cat <&3 >"$1" 2>/dev/null
  ) &
  if ! wait "$!"; then
    tail -c 65536 <&3 >"$1.tail" &
    wait "$!"
  fi
  : >"$1.end"
}

# Ends the pumps after a while. Ending it ends its sleep too.
pump_timer() {
  exec 8<&- 9<&-
  inherited=${!-}
  trap 'end_child; exit 0' USR2
  pause_in_background 200
  kill -s USR2 "$pump_out" "$pump_err" 2>/dev/null
}

# Looks every $tick: run limit, size of `messages`, and whether its supervisor lives; repeats a signal that was missed.
watch() {
  exec 8<&- 9<&-
  inherited=${!-}
  trap 'end_child; exit 0' USR2
  while :; do
    clock
    left_cs=$((limit - now))
    [ "$left_cs" -lt "$tick" ] || left_cs=$tick
    [ "$left_cs" -gt 0 ] || left_cs=100
    pause_in_background "$left_cs"
    start_of self
    if [ "$parent" != "$$" ]; then
      end_tree "$mark" "$runner" "$grace" "$$"
      exit 0
    fi
    clock
    [ "$now" -lt "$limit" ] || kill -s ALRM "$$"
    size_of messages
    [ "$size" -le "$message_bytes" ] || kill -s USR1 "$$"
  done
}

supervise() {
  id=$1 mode=$2 run=$3 grace=$4 message_bytes=$5 blocks=$6 tick=$7 document=$8 program=$9
  shift 9
  why=''
  trap 'why=${why:-stopped}' TERM
  trap 'why=${why:-timeout}' ALRM
  trap 'why=${why:-flooded}' USR1
  # Handled, not ignored: what is ignored stays ignored in the runner.
  trap : PIPE HUP
  dir=$state/attempts/$id alive=$state/alive/$id
  take_alive || { answer exists; exit 3; }
  [ ! -e "$dir/begin" ] || { answer exists; exit 3; }
  # A launch that was under way for long begins nothing that is over.
  [ ! -e "$state/gone/$id" ] || { rm -rf "$dir" "$alive"; answer exists; exit 3; }
  open_lock || refuse lock
  if ! take_board; then
    rm -rf "$dir" "$alive" 8<&- 9<&-
    answer held "$held_by" end
    exit 3
  fi
  sweep_board
  [ "$left" = empty ] || refuse left-over
  [ ! -e "$dir" ] || rm -rf "$dir"
  begin "$@"
}

# Everything of the attempt up to `begin`; the rest of the words are: number of files, (name, digest)..., argv...
begin() {
  { cp -R "$state/template" "$dir" && cd "$dir" && printf '%s' "$document" >job.json && : >messages; } 2>/dev/null || refuse no-space
  files=$1
  shift
  while [ "$files" -gt 0 ]; do
    { ln "$state/store/$2" "files/$1" || cp "$state/store/$2" "files/$1"; } 2>/dev/null 8<&- 9<&- || refuse file
    used_now "$2"
    files=$((files - 1))
    shift 2
  done
  own_start
  boot_id
  clock
  mark="$lock|$$.$start|$id" begun_cs=$now
  printf 'pid=%s\nstart=%s\nboot=%s\ninit=%s\nbegun=%s0000000\nmark=%s\nend\n' \
    "$$" "$start" "$boot" "$init" "$begun_cs" "$mark" >begin || refuse no-space
  case $program in
    */*) [ -f "$program" ] && [ -x "$program" ] ;;
    *) command -v "$program" >/dev/null ;;
  esac || why=not-started
  code='' signal='' left=empty oom=0 note='' runner='' reason=$why
  [ -n "$why" ] || start_runner "$@"
  leave_record "$id" ''
  answer begun
  exec 2>>supervisor.log
  [ -z "$runner" ] || see_through
  clock
  write_outcome "$reason" "$code" "$signal" "$left" "${begun_cs}0000000" "${now}0000000" "$oom" "$note"
  exit 0
}

# The child keeps both locks until it carries its mark, hence the shell between: killed at any moment, this supervisor
# leaves either a held lock or a process that a sweep finds. The pumps open first, so that it never waits for long.
start_runner() {
  # Opening waits for the other end: a lonely pump then holds neither a lock nor the launcher's streams.
  (exec 8<&- 9<&- >/dev/null 2>&1 3<stdout.fifo && pump stdout) &
  pump_out=$!
  (exec 8<&- 9<&- >/dev/null 2>&1 3<stderr.fifo && pump stderr) &
  pump_err=$!
  (
    own_locale
    ORCHESTRATE_MARK=$mark
    export ORCHESTRATE_MARK
    # The kernel bounds every file it writes at once; the watchdog sees it only when it looks.
    ulimit -f "$((message_bytes / 512 + 1))"
    exec_in_session "$@" </dev/null >stdout.fifo 2>stderr.fifo
  ) &
  runner=$!
}

# Advice for others, and written through no link that a stranger put there. Attempt $1, or what else is done ($2): that has
# a file of its own, because others may share the board.
leave_record() {
  user_id
  record=$lock.holder.$uid
  [ -z "$2" ] || record=$record.$$
  umask 022
  [ -L "$record" ] ||
    { printf 'attempt=%s\npid=%s\nstart=%s\nuser=%s\ndoing=%s\nlimit=%s\n' "$1" "$$" "$start" "${USER:-$uid}" "$2" "${run-}" >"$record"; } 2>/dev/null
  umask 077
}

see_through() {
  limit=$((begun_cs + run))
  watch &
  watchdog=$!
  oom_kills
  oom_before=$kills
  status=''
  # A signal interrupts `wait`; one that asks for the end has left its reason.
  while [ -z "$why" ]; do
    wait "$runner"
    status=$?
    kill -s 0 "$runner" 2>/dev/null || break
  done
  reason=${why:-exited}
  end_tree "$mark" "$runner" "$grace" "$$"
  if [ "$reason" != exited ]; then
    # The status of the interrupted `wait` was not the runner's; unless that one had just been reaped by it.
    if [ "$left" != empty ]; then
      status=''
    else
      wait "$runner"
      reaped=$?
      [ "$reaped" -eq 127 ] || status=$reaped
    fi
  fi
  kill -s USR2 "$watchdog" 2>/dev/null
  drain
  # Ended by the kernel's limit, or by itself when a write was refused there.
  if [ "${status:-0}" -ne 0 ]; then
    size_of messages
    [ "$size" -lt "$message_bytes" ] || reason=flooded
  fi
  # A shell cannot tell `exit 137` from death by signal 9; the latter is the common one.
  if [ "${status:-0}" -gt 128 ] && [ "$status" -le 192 ]; then signal=$((status - 128)); else code=$status; fi
  if [ "$signal" = 9 ]; then
    oom_kills
    [ "$kills" -le "$oom_before" ] || oom=1
  fi
}

# The pumps end when nobody holds the logs open. If somebody does, then a process outside of group and mark lives.
drain() {
  timer=''
  if [ ! -e stdout.end ] || [ ! -e stderr.end ]; then
    pump_timer &
    timer=$!
  fi
  for pump in "$pump_out" "$pump_err"; do
    for rest in 1 2 3 4; do
      wait "$pump"
      status_of_pump=$?
      # Above 128: a signal interrupted.
      [ "$status_of_pump" -gt 128 ] || break
    done
    [ "$status_of_pump" -ne 9 ] || { left='left-over' note=log-held; }
  done
  [ -z "$timer" ] || kill -s USR2 "$timer" 2>/dev/null
}

# ---- commands ---------------------------------------------------------------------------------------------------

# Prints what is to be known about an attempt; `look` first asks the kernel whether its supervisor lives.
look() {
  seen=''
  dir=$state/attempts/$id alive=$state/alive/$id
  if [ -e "$alive" ]; then
    exec 9<"$alive"
    flock -n -s 9 || { echo running; return; }
  fi
  [ -e "$dir/begin" ] || { echo absent; return; }
  if [ ! -e "$dir/outcome" ]; then
    # Two may see the dead supervisor at once: one buries, the other says that the attempt is not over yet.
    exec 9>>"$alive"
    flock -n -x 9 || { echo running; return; }
    [ -e "$dir/outcome" ] || bury || { echo failed; return; }
  fi
  report_end
}

report_end() {
  seen=ended
  echo ended
  while IFS= read -r line; do printf '%s\n' "$line"; done <"$dir/outcome"
}

# With the end come the small files of the attempt, which saves a call for each of them: a line that names the sizes
# and then the bytes. Most runners print nothing; then the size of `messages` is what follows, and no `wc` is needed.
bundle() {
  [ "$seen" = ended ] && [ -e "$dir/stderr.end" ] && cd "$dir" || return 0
  [ ! -e stdout.tail ] && [ ! -e stderr.tail ] || return 0
  if [ ! -s stdout ] && [ ! -s stderr ]; then
    echo 'bundle rest 0 0'
    exec head -c 65537 messages
  fi
  sizes='' total=0
  for file in messages stdout stderr; do
    size_of "$file"
    sizes="$sizes $size" total=$((total + size))
  done
  if [ "$total" -le 65536 ]; then
    printf 'bundle%s\n' "$sizes"
    exec cat messages stdout stderr
  fi
}

# Blocks in the kernel until the attempt's supervisor is gone, at most $1 seconds.
await_end() {
  alive=$state/alive/$id
  [ -e "$alive" ] || return 0
  if [ -z "$flock_by" ] && command -v timeout >/dev/null; then
    # By name: the timer that busybox leaves behind for a second must not inherit a descriptor with the lock.
    timeout "$1" flock -s "$alive" true
    return 0
  fi
  exec 9<"$alive"
  clock
  limit=$((now + $1 * 100))
  until flock -n -s 9; do
    clock
    [ "$now" -lt "$limit" ] || break
    sleep 2
  done
  exec 9<&-
}

launch() {
  (
    own_locale
    [ "$setsid_by" != setsid ] || exec setsid sh "$0" "$state" "$lock" supervise "$@"
    exec_in_session sh "$0" "$state" "$lock" supervise "$@"
  ) &
  wait "$!"
  case $? in
    0) dir=$state/attempts/$id && report_end ;;
    # It has answered and began nothing.
    3) return 0 ;;
    # It was killed: `look` buries, as soon as a child that had not yet closed the lock has done so.
    *)
      await_end 5
      look
      ;;
  esac
  bundle
}

stop() {
  # A supervisor that is only starting has no `begin` yet, or may miss the first signal: it is asked until it is gone.
  clock
  last=$((now + $2 * 100))
  dir=$state/attempts/$id alive=$state/alive/$id
  while [ -e "$alive" ] && clock && [ "$now" -lt "$last" ]; do
    exec 9<"$alive"
    flock -n -s 9 && break
    exec 9<&-
    if [ -e "$dir/begin" ]; then
      read_begin
      start_of "$pid" && [ "$start" = "$began" ] && kill -s TERM "$pid"
      await_end 1
    else
      pause 5
    fi
  done
  look
}

forget() {
  dir=$state/attempts/$id alive=$state/alive/$id
  if [ -e "$alive" ]; then
    exec 9<"$alive"
    flock -n 9 || { echo running; return; }
    # A tree without an outcome is swept before its mark is lost.
    if [ -e "$dir/begin" ] && [ ! -e "$dir/outcome" ]; then bury; fi
  fi
  # The name stays taken: its launch may still arrive. It is known to be over before its folder is gone.
  : >"$state/gone/$id" && rm -rf "$dir" "$alive" && echo forgotten
}

read_file() {
  file=$state/attempts/$id/$1
  if [ ! -f "$file" ] || [ -L "$file" ]; then return; fi
  tail -c "+$(($2 + 1))" "$file" | head -c "$3"
}

# ---- the store: files under the names of their bytes ------------------------------------------------------------
#
# `store/<sha256>` is a file, or a symbolic link to one that was on the board already. `checked/<sha256>` says what it
# looked like when its hash was last right, and is written anew at each use: its own time is that of the last use.

digest_of() {
  size_of "$1"
  # shellcheck disable=SC2046 # a digest and a dash: splitting is meant
  set -- $(hash_input "$size" <"$1")
  digest=${1-}
}

# What changes with a file, without reading it: size, device, inode, time of its last change, and the boot: damage that
# a power cut does shows in none of the others.
look_of() {
  boot_id
  # shellcheck disable=SC2046 # fields of a line: splitting is meant
  set -- $(TZ=UTC0 && export TZ && { stat -L -c '%s %d %i %y' "$1" || ls -lnLi "$1"; } 2>/dev/null 8<&-)
  case ${2-} in
    # A line of ls, with the count of links, which changes with each attempt, and a path that may have spaces.
    -*) likeness="$6 $1 $7 $8 $9" ;;
    *) likeness="$*" ;;
  esac
  likeness="$likeness $boot $init"
}

# Whether $2 was seen to be digest $1 during this boot and has not changed since.
is_checked() {
  look_of "$2"
  line=''
  { IFS= read -r line <"$state/checked/$1"; } 2>/dev/null || return 1
  [ "$line" = "$likeness" ]
}

check() {
  printf '%s\n' "$likeness" >"$state/checked/$1"
}

# The time of last use, at the cost of no process.
used_now() {
  { IFS= read -r line <"$state/checked/$1"; } 2>/dev/null || return 0
  [ -z "$line" ] || printf '%s\n' "$line" >"$state/checked/$1"
}

# Reading or writing much would disturb a measurement: such work shares the board with conversions and with its like, and
# says so while it lasts. Nothing here waits for a lock, hence nothing can wait for ever.
share_board() {
  mode=-s
  open_lock || { echo 'supervisor: the lock cannot be opened' >&2; exit 73; }
  take_board || { printf 'held\n%s\nend\n' "$held_by"; exit 0; }
  own_start
  me=$$.$start
  leave_record '' "$1"
  trap 'leave_board 1' TERM HUP INT
}

# Ends a command that may have shared the board. No trap of EXIT: a child of bash that a signal ends before it has forgotten
# the traps of its parent would run it.
leave_board() {
  # An empty word is no file, and no mistake under -f.
  [ -z "$record" ] || rm -rf "$record" "$upload"
  exit "$1"
}

# Proved by hash once for each boot; then by the looks of the file.
is_stored() {
  [ -f "$state/store/$1" ] || return 1
  is_checked "$1" "$state/store/$1" && { used_now "$1"; return; }
  share_board check
  digest_of "$state/store/$1"
  if [ "$digest" = "$1" ]; then check "$1" && return; fi
  rm -f "$state/store/$1" "$state/checked/$1"
  return 1
}

# Whether file $1 of $2 bytes is there, and if not, whether it may come.
offer() {
  is_stored "$1" && { echo present; return; }
  [ -n "$record" ] || share_board upload
  if make_room "$2" "$3"; then echo absent; fi
}

# A file that was on the board already is read where it lies.
refer() {
  if [ -f "$state/store/$1" ] && [ ! -L "$state/store/$1" ]; then is_stored "$1" && { echo present; return; }; fi
  if [ "${2#/}" = "$2" ] || [ ! -f "$2" ] || [ ! -r "$2" ]; then echo absent && return; fi
  if ! is_checked "$1" "$2"; then
    [ -n "$record" ] || share_board check
    digest_of "$2"
    [ "$digest" = "$1" ] || { printf 'damaged\nfound=%s\n' "$digest"; return; }
    check "$1"
  fi
  # shellcheck disable=SC3013 # not in POSIX, but in dash, bash and busybox
  [ "$state/store/$1" -ef "$2" ] ||
    { ln -s "$2" "$state/uploads/link.$$" && mv -f "$state/uploads/link.$$" "$state/store/$1"; } || return 1
  used_now "$1"
  echo present
}

# Lines `<sha256>  <path>` of all files below $1, in the order in which the shell finds them; whoever asks sorts them. Links
# are left out. What was hashed during this boot and looks the same is not read again: $state/lists has what was last told.
list_digest() {
  if [ "${1#/}" = "$1" ] || [ ! -d "$1" ] || [ ! -r "$1" ]; then echo absent && return; fi
  share_board check
  root=$1 count=0 trouble='' known_list=yes
  mkdir -p "$state/lists" || return 1
  # shellcheck disable=SC2046 # a digest and a dash: splitting is meant
  set -- $(printf %s "$root" | hash_input 1)
  list=$state/lists/${1:-none} draft=$state/uploads/list.$$
  exec 4</dev/null
  [ ! -r "$list" ] || exec 4<"$list"
  : >"$draft"
  list_below "$root"
  exec 4<&-
  if [ -n "$trouble" ]; then
    printf 'refused=%s\nend\n' "$trouble"
    rm -f "$draft"
    return
  fi
  echo listed
  while IFS= read -r line && IFS= read -r rest; do printf '%s\n' "$line"; done <"$draft"
  echo end
  mv -f "$draft" "$list"
}

# Deeper and deeper: what a function is given is its own, all other names are not used after a folder.
list_below() {
  for file in "$1"/* "$1"/.[!.]* "$1"/..?*; do
    [ -z "$trouble" ] || return 0
    if [ -L "$file" ]; then continue; fi
    if [ -d "$file" ]; then list_below "$file" && continue; fi
    [ -f "$file" ] || continue
    name=${file#"$root"/} count=$((count + 1))
    case $name in *\\* | *"
"*) trouble=name && return ;; esac
    [ "$count" -le 1000 ] || { trouble=too-many && return; }
    look_of "$file"
    digest='' known=''
    # The order is the same as long as nothing was added or removed.
    if [ -n "$known_list" ] && IFS= read -r known <&4 && IFS= read -r line <&4 && [ "${known#*  }" = "$name" ] &&
      [ "$line" = "$likeness" ]; then
      digest=${known%%  *}
    else
      known_list=''
      digest_of "$file" 2>/dev/null
    fi
    [ "${#digest}" -eq 64 ] || { trouble=unreadable && return; }
    printf '%s  %s\n%s\n' "$digest" "$name" "$likeness" >>"$draft"
  done
}

free_bytes() {
  # shellcheck disable=SC2046 # the second line of df, in fields: splitting is meant
  set -- $(df -Pk "$state" | tail -n 1)
  free='' disk=''
  case ${4-} in '' | *[!0-9]*) ;; *) free=$(($4 * 1024)) ;; esac
  case ${2-} in '' | *[!0-9]*) ;; *) disk=$(($2 * 1024)) ;; esac
}

# Calls $1 with name, size and number of links of each file of the store; links to files elsewhere take no space.
each_stored() {
  visit=$1
  listed=$(exec ls -ln "$state/store" 8<&-)
  IFS='
'
  # shellcheck disable=SC2086 # lines: splitting is meant
  set -- $listed
  unset IFS
  for line in "$@"; do
    # shellcheck disable=SC2086 # fields: splitting is meant
    case $line in -*) "$visit" "${line##* }" $line ;; esac
  done
}

# shellcheck disable=SC2329 # called by each_stored
add_up() {
  used=$((used + $6)) count=$((count + 1))
}

# The bytes of the files themselves, counted anew each time: there is no number that a reboot could lose.
measure_store() {
  used=0 count=0
  each_stored add_up
}

# What no attempt links to (one link: the store's own), with the time of its last use as the time of $state/checked/NAME.
# shellcheck disable=SC2329 # called by each_stored
note_idle() {
  [ "$3" -ne 1 ] || idle="$idle $1:$6"
}

# Logs and messages need some space too: 16 MiB stay free.
fits() {
  if [ -n "$free" ] && [ "$free" -lt "$((wanted + 16777216))" ]; then return 1; fi
  [ -z "$quota" ] || [ "$((used + wanted))" -le "$quota" ]
}

# Room for $1 bytes in a store of at most $2 (may be empty), else says how much is lacking. Files are removed by last use,
# oldest first, and never during a measurement: the caller shares the board. Without room for it, nothing is removed.
make_room() {
  wanted=$1 quota=$2 idle=''
  sweep_uploads
  measure_store
  free_bytes
  fits && return
  each_stored note_idle
  lacking=0
  [ -z "$free" ] || lacking=$((wanted + 16777216 - free))
  [ -z "$quota" ] || [ "$((used + wanted - quota))" -le "$lacking" ] || lacking=$((used + wanted - quota))
  doomed='' freed=0
  # What was never checked is as good as never used.
  for name in $(for entry in $idle; do [ -e "$state/checked/${entry%:*}" ] || echo "${entry%:*}"; done) \
    $(exec ls -tr "$state/checked" 8<&-); do
    [ "$freed" -lt "$lacking" ] || break
    case "$idle " in
      *" $name:"*)
        size=${idle#* "$name":}
        doomed="$doomed $name" freed=$((freed + ${size%% *}))
        ;;
    esac
  done
  if [ "$freed" -ge "$lacking" ]; then
    for name in $doomed; do rm -f "$state/store/$name" "$state/checked/$name" 8<&-; done
    measure_store
    free_bytes
    fits && return
  fi
  printf 'no-space\nwanted=%s\nfree=%s\nquota=%s\nused=%s\n' "$wanted" "$free" "$quota" "$used"
  return 1
}

# What dead uploads left. Whoever writes there holds a kernel lock on the folder, children too: if it is to be had, nobody
# writes. A newcomer that has made its folder but not yet locked it notices that it is gone, and makes another.
sweep_uploads() {
  for folder in "$state"/uploads/*; do
    [ -d "$folder" ] || continue
    # The folder may go in between, and `exec` of a name that is not there would end this shell.
    (exec 7<"$folder" && flock -n 7 && rm -rf "$folder") 2>/dev/null
  done
}

make_upload() {
  for turn in 1 2 3 4 5; do
    upload=$state/uploads/$me.$turn
    mkdir "$upload" 2>/dev/null || continue
    exec 7<"$upload"
    # shellcheck disable=SC3013 # not in POSIX, but in dash, bash and busybox
    flock -n 7 && [ "$upload" -ef /proc/self/fd/7 ] && return
  done
  return 1
}

# A link may be half dead: nothing comes, and no end of file either. Then the board would be shared for ever.
watch_upload() {
  # A signal may come between the beginning of a sleep and the knowledge of its pid: what is left of it must not hold the
  # caller's answer open.
  exec 3<&- 7<&- 8<&- >/dev/null 2>&1
  inherited=${!-}
  trap 'end_child; exit 0' USR2
  last=-1
  start_of "$writer"
  first=$start
  while :; do
    pause_in_background "$1"
    start_of self
    [ "$parent" = "$$" ] || break
    size_of "$upload/bytes"
    [ "$size" != "$last" ] || break
    last=$size
  done
  start_of "$writer"
  [ -z "$start" ] || [ "$start" != "$first" ] || kill "$writer"
}

# The hash of $upload/bytes while they grow, until USR2 comes: in steps of a second, so that little is left at the end of a
# long upload. A `tee` into the hash would cost more than the hash. Before $upload/followed is there, USR2 ends it.
follow() {
  exec 3<&- 4<"$upload/bytes" >"$upload/digest"
  over='' inherited=${!-}
  trap 'end_child; exit 1' USR2 TERM
  pause_of_follower
  mkfifo "$upload/pipe" || exit 1
  (hash_input "$1" <"$upload/pipe") &
  # No sleep, which a signal may end.
  inherited=$!
  exec 5>"$upload/pipe"
  trap 'over=yes; end_child' USR2
  : >"$upload/followed"
  while [ -z "$over" ]; do
    cat <&4 >&5
    start_of self
    [ "$parent" = "$$" ] || exit 1
    pause_of_follower
  done
  cat <&4 >&5
  exec 5>&-
  wait "$inherited"
}

pause_of_follower() {
  sleep 1 >/dev/null 2>&1 4<&- 5>&- 7<&- 8<&- &
  if [ -n "$over" ]; then end_child; else wait "$!"; fi
}

# Standard input becomes $upload/bytes. They are read for the hash where the kernel still has them, and brought to the disk
# meanwhile.
receive() {
  said=''
  : >"$upload/bytes"
  (exec cat <&3 >"$upload/bytes" 2>"$upload/said") &
  writer=$!
  watch_upload "$2" &
  watchdog=$!
  follow "$1" &
  follower=$!
  trap 'kill -s USR2 "$watchdog"; kill "$writer" "$follower"; leave_board 1' TERM HUP INT
  wait "$writer"
  written=$?
  kill -s USR2 "$watchdog"
  if [ "$written" -ne 0 ]; then
    kill "$follower"
    { IFS= read -r said <"$upload/said"; } 2>/dev/null
    return 1
  fi
  { sync "$upload/bytes" 2>/dev/null || sync; } 3<&- 7<&- 8<&- &
  syncing=$!
  digest='' rest=''
  if [ -e "$upload/followed" ]; then
    kill -s USR2 "$follower"
    wait "$follower"
    read -r digest rest <"$upload/digest" || [ -n "$digest" ]
  else
    # Not by TERM: a child of bash may not have forgotten yet what its parent does then.
    kill -s USR2 "$follower"
    digest_of "$upload/bytes"
  fi
}

# Standard input becomes store/$1 if these are its bytes, $2 of them; nobody sees a part of it. $3 is the most that the
# store may take, $4 how long an upload may stand still.
put() {
  exec 3<&0 </dev/null
  share_board upload
  make_room "$2" "$3" || return 0
  make_upload || return 1
  if ! receive "$2" "$4"; then
    free_bytes
    case $said in
      *pace* | *uota* | *large*) printf 'no-space\nwanted=%s\nfree=%s\n' "$2" "$free" ;;
      *) printf 'supervisor: %s\n' "${said:-nothing came any more}" >&2 && return 1 ;;
    esac
    return
  fi
  size_of "$upload/bytes"
  if [ "$digest" != "$1" ] || [ "$size" -ne "$2" ]; then
    printf 'damaged\nfound=%s\n' "$digest"
    return
  fi
  # On the disk before a measurement begins, not during it.
  wait "$syncing" || return 1
  { chmod 400 "$upload/bytes" && look_of "$upload/bytes" && mv -f "$upload/bytes" "$state/store/$1" && check "$1" &&
    echo stored; } 3<&- 7<&- 8<&-
}

store() {
  measure_store
  free_bytes
  printf 'bytes=%s\nfiles=%s\nfree=%s\nend\n' "$used" "$count" "$free"
}

# ---- who has the board ------------------------------------------------------------------------------------------

# Words that name a process which has the lock open and is not this one: told when no record says who holds the board.
# It may be what is left of a supervisor, or somebody's own flock.
openers() {
  pids=''
  for file in /proc/[0-9]*; do
    pid=${file#/proc/}
    [ "$pid" != "$$" ] || continue
    for rest in "$file"/fd/*; do
      # shellcheck disable=SC3013 # not in POSIX, but in dash, bash and busybox
      [ ! "$rest" -ef "$lock" ] || { pids="$pids $pid" && break; }
    done
  done
}

# Who has the board. `look` only reads the record; the others take the lock, and then everything that carries its mark is
# of the dead and is ended. `stop` first ends a living holder: by its own supervisor, which climbs the kill ladder and writes
# the outcome, and after $2 seconds by signal 9 and the sweep.
vacate() {
  open_lock || { echo 'refused lock'; return; }
  held_by=$(holder) mode=-x swept=0
  if [ "$1" = look ]; then
    if [ -n "$held_by" ]; then printf 'held\n%s\nend\n' "$held_by"; else printf 'free\nend\n'; fi
    return
  fi
  [ "$1" != stop ] || end_holder "$2"
  if ! take_board; then
    openers
    printf 'held\n%s\npids=%s\nend\n' "$held_by" "${pids# }"
    return
  fi
  sweep "$lock|"
  for file in $found; do swept=$((swept + 1)); done
  end_tree "$lock|" '' 200 0
  printf 'free\nleft=%s\nswept=%s\nend\n' "$left" "$swept"
}

end_holder() {
  [ -n "$held_by" ] || return
  pid=${held_by#*"
pid="}
  pid=${pid%%[!0-9]*}
  # The record is anybody's word: only who has the lock open is ended for it.
  # shellcheck disable=SC3013 # not in POSIX, but in dash, bash and busybox
  [ "/proc/$pid/fd/8" -ef "$lock" ] || return
  kill -s TERM "$pid" 2>/dev/null || return
  clock
  last=$((now + $1 * 100))
  until flock -n -x 8; do
    clock
    [ "$now" -lt "$last" ] || { kill -s KILL "$pid" 2>/dev/null; return; }
    pause 10
  done
}

fact() {
  printf '%s=%s\n' "$1" "$2"
}

# A file that says one thing in its first line.
fact_of() {
  value=''
  [ ! -r "$2" ] || IFS= read -r value <"$2"
  fact "$1" "$value"
}

# What people and identities are told by. Globs are expanded: one path for each zone and interface.
more_facts() {
  model='' serial=''
  if [ -r /proc/device-tree/model ]; then model=$(tr -d '\0' </proc/device-tree/model); fi
  if [ -r /proc/device-tree/serial-number ]; then serial=$(tr -d '\0' </proc/device-tree/serial-number); fi
  if [ -n "$model" ]; then fact model "$model"; else fact_of model /sys/class/dmi/id/product_name; fi
  # Of a PC only root may read it.
  if [ -n "$serial" ]; then fact serial "$serial"; else fact_of serial /sys/class/dmi/id/product_serial; fi
  for folder in /sys/class/net/*; do
    # Type 0 is burnt in; what was drawn or set tells no machine from another.
    { read -r kind <"$folder/addr_assign_type" && read -r value <"$folder/address"; } 2>/dev/null || continue
    case $kind/$value in 0/00:00:00:00:00:00) ;; 0/??:??:??:??:??:??) fact mac "$value" && break ;; esac
  done
  read -r value rest </proc/loadavg
  fact load "$value"
  for file in /run/utmp /var/run/utmp; do
    if [ ! -r "$file" ] || ! command -v who >/dev/null; then continue; fi
    fact users "$(who | while read -r value rest; do printf '%s ' "$value"; done)"
    break
  done
  for folder in /sys/class/thermal/thermal_zone*; do
    { read -r kind <"$folder/type" && read -r value <"$folder/temp"; } 2>/dev/null || continue
    fact "temperature.$kind" "$value"
  done
}

facts() {
  # First of all: whoever asked compares it with the clock of the moment at which this line arrives.
  fact wall "$(date -u +%s.%N)"
  # No launch is under way for a month.
  find "$state/gone" -type f -mtime +30 -exec rm -f {} + 2>/dev/null
  value=''
  [ ! -r /etc/os-release ] || while IFS='=' read -r key value; do
    [ "$key" != PRETTY_NAME ] || break
    value=''
  done </etc/os-release
  value=${value#\"}
  fact os "${value%\"}"
  fact_of kernel /proc/sys/kernel/osrelease
  fact arch "$(uname -m)"
  # A PC names its processor, an Arm board itself.
  model='' count=0
  while IFS=':' read -r key value; do
    case $key in
      'model name'*) model=${value# } ;;
      processor*) count=$((count + 1)) ;;
    esac
  done </proc/cpuinfo
  [ -n "$model" ] || [ ! -r /proc/device-tree/model ] || model=$(tr -d '\0' </proc/device-tree/model)
  fact cpu "$model"
  fact cpus "$count"
  while read -r key value rest; do [ "$key" != MemTotal: ] || break; done </proc/meminfo
  fact memory "$((value * 1024))"
  fact_of governor /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor
  fact_of machine /etc/machine-id
  boot_id
  fact boot "$boot"
  fact init "$init"
  free_bytes
  fact free "$free"
  fact disk "$disk"
  node=$(command -v node || :)
  fact node "$node"
  fact node_version "${node:+$("$node" --version)}"
  # Named by the inventory, or the first of the PATH. It is asked where it is: that one may be a script which chooses.
  fact python "$("${1:-python3}" -ES -c 'import sys
print("%s\npython_version=%d.%d.%d" % ((sys.executable,) + sys.version_info[:3]))' </dev/null 2>/dev/null)"
  more_facts
  echo end
}

# Where a package of npm is found from folder $1: walks up as Node does; then its package.json.
package() {
  folder=$1
  while :; do
    file=$folder/node_modules/$2/package.json
    if [ -f "$file" ]; then
      printf 'found\n%s\n' "$folder"
      head -c 65536 "$file"
      return
    fi
    [ -n "$folder" ] || break
    folder=${folder%/*}
  done
  echo missing
}

# Which versions of packages a Python would import, and from which folders. Read from the names of the folders that pip
# leaves beside a package, in the order in which Python looks: a framework takes seconds to import on a slow board. Entries
# that are not absolute count from the working folder, where the runner will not be. The first $1 words start the Python,
# which may stand behind others (nice, a container); the rest are packages. A Python that breaks says nothing of itself.
python_packages() {
  count=$1 at=0
  shift
  for word in "$@"; do
    at=$((at + 1))
    set -- "$@" "$word"
    [ "$at" -ne "$count" ] || set -- "$@" -c '
import os, re, sys
def plain(name):
    return re.sub("[-_.]+", "-", name).lower()
print("python\n%s\n%d.%d.%d" % ((sys.executable,) + sys.version_info[:3]))
seen = {}
for folder in [entry for entry in sys.path if os.path.isabs(entry) and os.path.isdir(entry) and os.access(entry, os.R_OK)]:
    for name in sorted(os.listdir(folder)):
        found = re.match(r"(.+?)-([0-9][^-]*)(?:-py[0-9.]+)?\.(?:dist|egg)-info$", name)
        if found:
            seen.setdefault(plain(found.group(1)), (folder, found.group(2)))
for wanted in sys.argv[1:]:
    print("found\n%s\n%s" % seen[plain(wanted)] if plain(wanted) in seen else "missing")
'
    shift
  done
  bounded 30 "$@"
}

# Runs the words for at most $1 seconds, in a session of its own; 64 KiB of both streams together, then how it ended.
bounded() {
  limit=$1
  shift
  (
    (exec_in_session "$@" </dev/null 2>&1) &
    runner=$!
    (
      exec >/dev/null 2>&1
      inherited=${!-}
      trap 'end_child; exit 0' USR2
      pause_in_background "$((limit * 100))"
      kill -KILL "-$runner"
    ) &
    watchdog=$!
    wait "$runner"
    status=$?
    kill -s USR2 "$watchdog"
    kill -KILL "-$runner"
    printf '\ncode=%s\n' "$status"
  ) 2>/dev/null | head -c 65536
}

# Pythons that could make an environment: that of the inventory, the first of the PATH, and those with a version in their name;
# and attempts at it that are over.
pythons() {
  for name in "$1" python3 python3.7 python3.8 python3.9 python3.10 python3.11 python3.12 python3.13 python3.14 python3.15; do
    if [ -z "$name" ] || ! command -v "$name" >/dev/null; then continue; fi
    "$name" -IS -c 'import os, struct, sys, sysconfig
def has(name):
    try:
        __import__(name)
        return "yes"
    except ImportError:
        return "no"
platform = sysconfig.get_platform()
if struct.calcsize("P") == 4:
    platform = {"linux-aarch64": "linux-armv7l", "linux-x86_64": "linux-i686"}.get(platform, platform)
try:
    libc = os.confstr("CS_GNU_LIBC_VERSION") or ""
except (ValueError, OSError):
    libc = ""
bundled = os.path.isdir("/usr/share/python-wheels") and any(name.startswith("pip-") for name in os.listdir("/usr/share/python-wheels"))
print("%s\t%d.%d.%d\t%s\t%s\t%s\t%s" % ((os.path.realpath(sys.executable),) + sys.version_info[:3] + (platform, libc, has("venv"), "yes" if bundled else has("ensurepip"))))' </dev/null 2>/dev/null
  done
  for folder in "$state"/attempts/prepare-*; do
    [ ! -e "$folder/outcome" ] || printf 'over=%s\n' "${folder##*/}"
  done
  echo end
}

# What `boards prepare` made: the record of each environment, and what lies there now, by the folders that pip leaves.
environments() {
  for folder in "$state"/environments/*/*; do
    # A Python that was removed since leaves a link to nothing.
    if [ ! -f "$folder/packages.json" ] || [ ! -x "$folder/bin/python" ]; then continue; fi
    printf 'environment=%s\nrecord=' "$folder"
    head -c 65536 "$folder/packages.json"
    echo
    for file in "$folder"/lib/python3*/site-packages/*.dist-info; do
      [ ! -d "$file" ] || printf 'package=%s\n' "$file"
    done
  done
  echo end
}

# Several questions in one call: $1 stands before and behind each answer, the rest is how many words a question has, and these.
batch() {
  between=$1
  shift
  while [ "$#" -gt 0 ]; do
    count=$1
    shift
    printf '%s\n' "$between"
    (
      at=0
      for word in "$@"; do
        at=$((at + 1))
        [ "$at" -gt "$count" ] || set -- "$@" "$word"
        shift
      done
      question "$@"
    )
    shift "$count"
  done
  printf '%s\n' "$between"
}

question() {
  question=$1
  shift
  case $question in
    package) package "$1" "$2" ;;
    python-packages) python_packages "$@" ;;
    environments) environments ;;
    command) bounded "$@" ;;
  esac
}

# Which parts of a board this machine lacks, and what stands in for others.
hello() {
  missing='' instead=''
  if [ ! -r /proc/self/environ ] || [ ! -r /proc/uptime ] || [ ! -r /proc/loadavg ]; then missing='procfs '; fi
  for tool in grep mkfifo sync tail head ls sleep cat cp ln mv rm chmod mkdir df tr env date uname; do
    command -v "$tool" >/dev/null || missing="$missing$tool "
  done
  [ -z "$flock_by" ] || instead="flock:$flock_by "
  command -v flock >/dev/null || missing="${missing}flock "
  [ "$setsid_by" = setsid ] || instead="${instead}setsid:$setsid_by "
  [ -n "$setsid_by" ] || missing="${missing}setsid "
  if ! stand_in sha256sum 'openssl shasum'; then missing="${missing}sha256sum "; elif [ "$by" != sha256sum ]; then
    instead="${instead}sha256sum:$by "
  fi
  # Without -z a sweep would find nothing and call every board empty.
  (export ORCHESTRATE_PROBE=1 && exec grep -qszF ORCHESTRATE_PROBE=1 /proc/self/environ) || missing="${missing}grep-z "
  [ -n "$missing" ] || open_lock || missing='lock '
  printf 'missing=%s\ninstead=%s\nlock=%s\nend\n' "${missing% }" "${instead% }" "$lock"
}

# One lock for all users of a board: whatever is there already, else the folder that is cleared at boot.
default_lock() {
  for folder in /run/lock /tmp; do
    lock=$folder/orchestrate.lock
    [ ! -e "$lock" ] || return
  done
  [ ! -w /run/lock ] || lock=/run/lock/orchestrate.lock
}

[ $# -ge 3 ] || usage 'STATE LOCK COMMAND [ARGUMENT...] expected'
state=$1 lock=$2 command=$3
shift 3
[ -n "$state" ] || state=${XDG_STATE_HOME:-$HOME/.local/state}/orchestrate
[ -n "$lock" ] || default_lock
flock_by='' setsid_by=setsid record='' upload=''
command -v flock >/dev/null || define_flock
command -v setsid >/dev/null || { stand_in setsid '' && setsid_by=$by || setsid_by=''; }
# An attempt's folder is copied from a template, FIFOs included: one process instead of two. The last of it is looked for.
if [ ! -p "$state/template/stderr.fifo" ] || [ ! -d "$state/uploads" ]; then
  mkdir -p "$state/store" "$state/checked" "$state/uploads" "$state/attempts" "$state/alive" "$state/gone" "$state/template/files" || exit 70
  mkfifo "$state/template/stdout.fifo" "$state/template/stderr.fifo" 2>/dev/null
fi

case $command in
  offer | put | refer)
    case ${1-} in '' | *[!0-9a-f]*) usage 'not a digest' ;; esac
    ;;
  launch | look | wait | read | stop | forget)
    id=${1-}
    case $id in '' | .* | *[!A-Za-z0-9._-]*) usage 'not an attempt' ;; esac
    ;;
esac
case $command in
  launch) launch "$@" ;;
  supervise) supervise "$@" ;;
  look) look ;;
  wait)
    await_end "$2"
    look
    bundle
    ;;
  read) read_file "$2" "$3" "$4" ;;
  stop) stop "$@" ;;
  forget) forget ;;
  offer)
    offer "$1" "$2" "${3-}"
    leave_board "$?"
    ;;
  put)
    put "$1" "$2" "${3-}" "${4-6000}"
    leave_board "$?"
    ;;
  refer)
    refer "$1" "$2"
    leave_board "$?"
    ;;
  list-digest)
    list_digest "${1-}"
    leave_board "$?"
    ;;
  store) store ;;
  vacate) vacate "$1" "$2" ;;
  facts) facts "${1-}" ;;
  batch) batch "$@" ;;
  pythons) pythons "${1-}" ;;
  hello) hello ;;
  *) usage "no command $command" ;;
esac
