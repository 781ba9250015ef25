/**
 * The two shell programs behind local jobs. They are constants: what varies reaches them as arguments only.
 * They need a POSIX shell, `setsid`, /proc of Linux, and the usual small programs.
 *
 * A job is a folder, named after it, below the folder of all jobs:
 *
 *   job.sh     the supervisor's program
 *   started    who supervises: pid, start time, boot id, pid namespace, host. Made by `ln`, so only one can be first
 *   job        the same facts about the job script itself
 *   cancelled  an end was asked for
 *   exit       exit code and reason, in one line. Written last
 *   errors     what the shell itself complained about
 *
 * A pid alone proves nothing, because numbers return. Together with the start time, the boot and the pid
 * namespace it names one process for ever.
 */
const identityFunctions = String.raw`
# Never ":" with a redirection: where that fails, a POSIX shell ends at once. "true" only fails.

boot_id() { cat /proc/sys/kernel/random/boot_id 2>/dev/null || echo unknown; }
pid_space() { readlink /proc/self/ns/pid 2>/dev/null || echo unknown; }
host_name() { uname -n; }

# Start time of a process in clock ticks since boot; empty when there is none. A zombie has ended.
start_time() {
  stat_line=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  # The name may hold blanks and brackets: what follows the last bracket is sure.
  set -- $(printf '%s' "$stat_line" | sed -n '$s/.*) //p')
  [ $# -ge 20 ] && [ "$1" != Z ] && [ "$1" != X ] || return 0
  shift 19
  printf '%s' "$1"
}

# One line that names the process $1 for ever.
identity() { echo "$1 $(start_time "$1") $(boot_id) $(pid_space) $(host_name)"; }

# Reads the identity in file $1 and says: alive, gone, or elsewhere when it cannot be seen from here.
look() {
  read -r pid start boot space host <"$1" || { echo gone; return 0; }
  if [ "$boot" = "$(boot_id)" ] && [ "$space" = "$(pid_space)" ]; then
    if [ "$(start_time "$pid")" = "$start" ]; then echo alive; else echo gone; fi
  elif [ "$host" = "$(host_name)" ]; then echo gone # restarted since
  else echo elsewhere
  fi
}

pid_in() { read -r pid rest <"$1" && echo "$pid"; }

# Processes that carry the mark of the job in folder $1: its descendants, in whatever session they are.
marked() {
  grep -lzxF "POSTERN_LOCAL_JOB=$1" /proc/[0-9]*/environ 2>/dev/null | while IFS=/ read -r empty proc pid rest; do
    [ -n "$(start_time "$pid")" ] && echo "$pid"
  done
}

# Sends signal $2 to the group of the job script in folder $1. Before the script has its own group, to itself.
signal_job() {
  [ -e "$1/job" ] || return 0
  kill "-$2" -- "-$(pid_in "$1/job")" 2>/dev/null || kill "-$2" "$(pid_in "$1/job")" 2>/dev/null || :
}

signal_marked() {
  pids=$(marked "$1")
  [ -z "$pids" ] || kill "-$2" $pids 2>/dev/null || :
}
`;

/**
 * The supervisor: runs the job script, passes an end on to it, and writes the exit file.
 * It is a file of its own in the folder of the job, so that it can call itself.
 */
export const supervisorScript = String.raw`#!/bin/sh
# Supervises one local job of Postern. Arguments: what to do, the folder of the job, then as below.
set -u
${identityFunctions}

# <folder> <work directory> <job script> <output file> <seconds between TERM and KILL>
supervise() {
  dir=$1; grace=$5
  me=$dir/started.$(host_name).$$
  identity $$ >"$me" || exit 1
  # A hard link is made by one or by nobody, also on network file systems: the loser was started twice.
  if ! ln "$me" "$dir/started" 2>/dev/null; then rm -f "$me"; exit 0; fi
  rm -f "$me"

  child='' interrupted=no
  trap 'interrupted=yes; stop_job' TERM INT HUP
  POSTERN_LOCAL_JOB=$dir setsid sh "$0" job "$dir" "$2" "$3" </dev/null >>"$4" 2>&1 &
  child=$!
  [ "$interrupted" = no ] || stop_job

  # wait ends early, with a code of its own, for each signal that is caught.
  while :; do
    interrupted=no
    wait "$child"; code=$?
    [ "$interrupted" = yes ] && [ -n "$(start_time "$child")" ] || break
  done
  if [ "$interrupted" = yes ]; then
    wait "$child"; late=$?
    [ "$late" -eq 127 ] || code=$late
  fi
  end_leftovers
  write_exit "$code"
}

stop_job() {
  [ -n "$child" ] && [ ! -e "$dir/cancelled" ] || return 0
  true >"$dir/cancelled"
  end_slowly &
}

# TERM; after the grace KILL, also for what left the group of the job.
end_slowly() {
  trap '' TERM INT HUP
  # The job script says who it is as its first act: it may need a moment.
  waited=0
  while [ ! -e "$dir/job" ] && [ $waited -lt 10 ]; do sleep 1; waited=$((waited + 1)); done
  signal_job "$dir" TERM
  waited=0
  while [ $waited -lt "$grace" ]; do
    [ ! -e "$dir/exit" ] && [ "$(look "$dir/job")" = alive ] || return 0
    sleep 1; waited=$((waited + 1))
  done
  signal_job "$dir" KILL
  [ -e "$dir/job" ] || [ -z "$child" ] || kill -KILL "$child" 2>/dev/null
  signal_marked "$dir" KILL
}

# The job script has ended, so nobody waits for what it left behind, such as a Nextflow whose launcher was killed.
end_leftovers() {
  [ -n "$(marked "$dir")" ] || return 0
  signal_marked "$dir" TERM
  waited=0
  while [ $waited -lt "$grace" ] && [ -n "$(marked "$dir")" ]; do sleep 1; waited=$((waited + 1)); done
  signal_marked "$dir" KILL
}

write_exit() {
  reason=''
  if [ -e "$dir/cancelled" ]; then reason=cancelled
  elif [ "$1" -gt 128 ]; then reason="ended by signal $(($1 - 128))"
  fi
  # A full disk may have room again: without this file the job would count as killed.
  tries=0
  until echo "$1 $reason" >"$dir/exit.new" && mv -f "$dir/exit.new" "$dir/exit"; do
    if is_removed; then return 0; fi
    [ $tries -lt 60 ] || return 1
    sleep 5; tries=$((tries + 1))
  done
}

# The folder was deleted, alone or with all around it, so nobody asks for the end any more.
# A file system that is only away takes the neighbours along as well, but deletes no file that we hold open.
is_removed() {
  if [ -d "$dir" ]; then return 1; fi
  if [ -d "$(dirname "$dir")" ]; then return 0; fi
  case $(readlink "/proc/$$/fd/2") in *' (deleted)') return 0 ;; *) return 1 ;; esac
}

# <folder> <work directory> <job script>: becomes the job script, run as its first line says.
job() {
  identity $$ >"$1/job.new" && mv -f "$1/job.new" "$1/job" || exit 126
  cd "$2" || exit 126
  IFS= read -r first <"$3"
  set -f
  case $first in
    '#!'*) exec $(printf '%s' "$first" | cut -c 3-) "$3" ;;
    *) exec sh "$3" ;;
  esac
}

# <folder> <seconds>: ends a job whose supervisor was killed.
reap() {
  dir=$1; grace=$2; child=''
  true >"$dir/cancelled"
  end_slowly
  end_leftovers
  write_exit 143
}

"$@"
`;

/**
 * What a channel runs: `sh -c <this> postern-local <act> …`. Every answer is a line that begins with the marker.
 * All acts may be repeated, and may run twice at once.
 */
export const askScript = String.raw`
set -u
${identityFunctions}

say() { echo "postern-local|$*"; }
refuse() { say "rejected|$*"; exit 1; }

# <folder of all jobs> <name> <work directory> <job script> <output file> <grace> <supervisor script>
submit() {
  (umask 077 && mkdir -p "$1") || refuse "the folder $1 cannot be made"
  dir=$(cd "$1" && pwd -P)/$2
  [ -e "$dir/started" ] || start_job "$@"
  waited=0
  while [ ! -e "$dir/started" ]; do
    [ $waited -lt 300 ] || exit 1 # it may still come: the caller must look
    sleep 0.1; waited=$((waited + 1))
  done
  say "job|$dir"
}

start_job() {
  command -v setsid >/dev/null || refuse "the program setsid is not installed"
  [ -d /proc/self ] || refuse "there is no /proc on this machine"
  [ -d "$3" ] || refuse "the work directory $3 does not exist"
  [ -r "$4" ] || refuse "the job script $4 cannot be read"
  true >>"$5" || refuse "the output file $5 cannot be written"
  (umask 077 && mkdir -p "$dir") || refuse "the folder $dir cannot be made"
  printf '%s' "$7" >"$dir/job.sh.$$" && mv -f "$dir/job.sh.$$" "$dir/job.sh" || refuse "the folder $dir cannot be written"
  # A session of its own, and nothing of ours kept open: the job outlives this command, its channel and their host process.
  (cd / && exec setsid sh "$dir/job.sh" supervise "$dir" "$3" "$4" "$5" "$6" </dev/null >/dev/null 2>>"$dir/errors") &
}

# <job folder>...: one line each, numbered as asked.
status() {
  number=0
  for dir in "$@"; do
    say "$number|$(state_of "$dir")"
    number=$((number + 1))
  done
  say end
}

state_of() {
  if [ -e "$1/exit" ]; then ended "$1"; return; fi
  if [ ! -e "$1/started" ]; then
    # Without its neighbours too, a job is not gone: its file system is.
    if [ -d "$(dirname "$1")" ]; then echo absent; else echo "nothing|the folder $(dirname "$1") is not there"; fi
    return
  fi
  seen=$(look "$1/started")
  [ "$seen" != gone ] || [ ! -e "$1/job" ] || seen=$(look "$1/job")
  case $seen in
    alive) echo running ;;
    elsewhere) echo "nothing|the job belongs to another machine, $(cut -d ' ' -f 5 "$1/started")" ;;
    # It may have ended while we looked.
    *) if [ -e "$1/exit" ]; then ended "$1"; else echo "ended|137|killed, or the machine restarted, before it left an exit code"; fi ;;
  esac
}

ended() {
  read -r code reason <"$1/exit"
  echo "ended|$code|$reason"
}

# <folder of all jobs> <name>
find_live() {
  if [ -d "$1" ]; then
    dir=$(cd "$1" && pwd -P)/$2
    state=$(state_of "$dir")
    case $state in
      running) say "job|$dir" ;;
      nothing*) say "$state"; exit 1 ;;
    esac
  fi
  say end
}

# <job folder> <grace>
cancel() {
  if [ ! -e "$1/exit" ] && [ -e "$1/started" ]; then
    case $(look "$1/started") in
      alive) kill -TERM "$(pid_in "$1/started")" || [ -e "$1/exit" ] || exit 1 ;;
      elsewhere) say "nothing|the job belongs to another machine, $(cut -d ' ' -f 5 "$1/started")"; exit 1 ;;
      *) cancel_orphan "$@" ;;
    esac
  fi
  say end
}

cancel_orphan() {
  [ -e "$1/job" ] && [ "$(look "$1/job")" = alive ] && [ ! -e "$1/cancelled" ] || return 0
  (cd / && exec setsid sh "$1/job.sh" reap "$1" "$2" </dev/null >/dev/null 2>>"$1/errors") &
}

# Shows that jobs can be kept here. <folder of all jobs>
probe() {
  command -v setsid >/dev/null || refuse "the program setsid is not installed"
  [ -r /proc/self/stat ] || refuse "there is no /proc on this machine"
  mkdir -p "$1" && true >"$1/.probe.$$" && rm -f "$1/.probe.$$" || refuse "the folder $1 cannot be written"
  say "ready|$(host_name)"
}

"$@"
`;
