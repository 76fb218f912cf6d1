#!/bin/sh
# Runs a program with settings of the board applied, and sets them back when it has ended, however it ends. POSIX sh; dash,
# bash --posix and busybox sh run it. To the supervisor it is the runner of the attempt; it runs in the attempt's folder.
#
#   sh with-settings.sh PATIENCE LIMIT COUNT [NAME VALUE N APPLY-WORD... N READ-WORD...]... PROGRAM [ARGUMENT...]
#
# PATIENCE: seconds that the program has after TERM; LIMIT: seconds for each command of a setting. What it found goes into
# the file `settings`, never to standard output, which is the program's. Exit 96: the program was not started.
#
# A setting that is changed is on record first, in `settings/NAME` of the state folder: with its value before and the words
# that set it. Who is killed leaves the record, and whoever comes next under the board's lock sets it back before all else.
set -u
umask 077
patience=$1 limit=$2 count=$3
shift 3
records=../../settings placeholder='{value}' stopping=''
# The group is told to end: the program hears it too, and this script stays to set things back.
trap 'stopping=yes' TERM
trap : HUP INT

report() {
  printf '%s=%s\n' "$1" "$2" >>settings
}

# Files instead of lists: words may hold anything. The x keeps newlines at the end of a word.
word_of() {
  word=$(cat "$1" && echo x)
  word=${word%?x}
}

# Runs the command $2 (apply or read) of folder $1 with $3 in the place of {value}; its output is in `said` and `wrong.$2`.
# Commands of an administrator are often outside of the PATH of others, and what they say is looked at in English.
run() {
  folder=$1 kind=$2 with=$3 number=1
  set --
  while [ -e "$folder/$kind.$number" ]; do
    word_of "$folder/$kind.$number"
    filled=''
    while [ "$kind" = apply ]; do
      case $word in *"$placeholder"*) ;; *) break ;; esac
      filled=$filled${word%%"$placeholder"*}$with
      word=${word#*"$placeholder"}
    done
    set -- "$@" "$filled$word"
    number=$((number + 1))
  done
  ! command -v timeout >/dev/null || set -- timeout "$limit" "$@"
  (
    ulimit -f 64
    LC_ALL=C PATH=$PATH:/usr/sbin:/sbin
    export LC_ALL PATH
    exec "$@" </dev/null >said 2>"wrong.$kind"
  ) 2>/dev/null
}

# The first line of $1 that says something, without blanks around it.
line_of() {
  line=''
  [ -e "$1" ] || return 0
  while read -r line || [ -n "$line" ]; do
    [ -z "$line" ] || return 0
  done <"$1"
  line=''
}

# What the board says that the setting of folder $1 is.
read_value() {
  run "$1" read '' || return 1
  line_of said
  value=$line
  [ -n "$value" ]
}

# $1: what was tried; the last words of the command that did it say why.
refuse() {
  report refused "$1 $2"
  case $1 in
    read | apply | record) line_of "wrong.$1" ;;
    restore)
      line_of wrong.apply
      [ -n "$line" ] || line_of wrong.read
      ;;
    *) line='' ;;
  esac
  report said "$line"
  [ "$1" = restore ] || set_back
  exit 96
}

# The record comes before the deed, whole and on the disk.
remember() {
  mkdir -p "$records" && rm -rf "$records/.new" && cp -R "$1" "$records/.new" &&
    printf '%s\n' "$value" >"$records/.new/before" && mv "$records/.new" "$records/${1#want/}" &&
    { sync "$records/${1#want/}/before" 2>/dev/null || sync; }
} 2>wrong.record

# The value that was in force before. Several times, because the signal that ends the attempt may hit the command that does it.
# What was never changed, or is as it was, is left alone.
set_back_one() {
  if [ -e "$1/before" ]; then
    word_of "$1/before"
    before=$word
    for rest in 1 2 3 4; do
      read_value "$1" && [ "$value" = "$before" ] && break
      [ "$rest" != 4 ] || return 1
      run "$1" apply "$before"
    done
  fi
  # Without `before` a record says nothing: it goes first.
  rm -f "$1/before" && rm -rf "$1"
}

# The last one first. Names have no blanks.
set_back() {
  names='' unrestored=''
  for record in "$records"/*; do
    [ ! -d "$record" ] || names="${record##*/} $names"
  done
  # shellcheck disable=SC2086 # splitting is meant
  for name in $names; do
    set_back_one "$records/$name" || unrestored=$name
  done
  [ -z "$unrestored" ] || report unrestored "$unrestored"
}

apply() {
  name=$1 wanted=$2 folder_of=want/$1
  read_value "$folder_of" || refuse read "$name"
  if [ "$value" != "$wanted" ]; then
    remember "$folder_of" || refuse record "$name"
    [ -z "$stopping" ] || return 0
    run "$folder_of" apply "$wanted" || { [ -n "$stopping" ] || refuse apply "$name"; }
    [ -z "$stopping" ] || return 0
    read_value "$folder_of" || refuse read "$name"
  fi
  report "found.$name" "$value"
  [ "$value" = "$wanted" ] || refuse compare "$name"
}

# $1 is the kind, $2 how many words follow.
keep_words() {
  kind=$1 number=0
  shift
  last=$1
  shift
  while [ "$number" -lt "$last" ]; do
    number=$((number + 1))
    printf '%s\n' "$1" >"want/$name/$kind.$number"
    shift
  done
}

: >settings
set_back
[ -z "$unrestored" ] || refuse restore "$unrestored"

while [ "$count" -gt 0 ]; do
  name=$1
  mkdir -p "want/$name"
  printf '%s\n' "$2" >"want/$name/value"
  shift 2
  keep_words apply "$@"
  shift "$(($1 + 1))"
  keep_words read "$@"
  shift "$(($1 + 1))"
  if [ -z "$stopping" ]; then
    word_of "want/$name/value"
    apply "$name" "$word"
  fi
  count=$((count - 1))
done

case $1 in
  */*) [ -f "$1" ] && [ -x "$1" ] ;;
  *) command -v "$1" >/dev/null ;;
esac || refuse start "$1"

status=143
if [ -z "$stopping" ]; then
  "$@" &
  program=$! killer=''
  # It may have come before there was a program to hear it.
  [ -z "$stopping" ] || kill -s TERM "$program" 2>/dev/null
  while :; do
    wait "$program"
    status=$?
    # A signal interrupts `wait`.
    kill -s 0 "$program" 2>/dev/null || break
    if [ -n "$stopping" ] && [ -z "$killer" ]; then
      (
        sleep "$patience" &
        nap=$!
        trap 'kill "$nap" 2>/dev/null; exit 0' TERM
        wait "$nap"
        kill -s KILL "$program" 2>/dev/null
      ) &
      killer=$!
    fi
  done
  [ -z "$killer" ] || kill -s TERM "$killer" 2>/dev/null
fi
set_back
report end yes
# What did not hear TERM would be waited for as long as a restore may take, and nothing is left to restore.
[ -z "$stopping" ] || kill -KILL "-$$" 2>/dev/null
exit "$status"
