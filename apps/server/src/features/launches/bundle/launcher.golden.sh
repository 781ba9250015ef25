#!/bin/bash
# Head job of a Nextflow run, written by Postern.

run_id=5Mq3xJ2vRp8a1b
launch_dir=/scratch/jane
files=/scratch/jane/nf-5Mq3xJ2vRp8a1b

export NXF_UUID=0f6c3c1e-7d3a-4b43-9d25-0f2f3b1f6a11
export NXF_IGNORE_RESUME_HISTORY=true
export NXF_WORK=/scratch/jane/work
export NXF_ASSETS=/scratch/jane/work/.nextflow/pipelines/85b0cd3b
export NXF_LOG_FILE=/scratch/jane/nf-5Mq3xJ2vRp8a1b.log
export NXF_OUT_FILE=/scratch/jane/nf-5Mq3xJ2vRp8a1b.txt
export NXF_TML_FILE=/scratch/jane/timeline-5Mq3xJ2vRp8a1b.html
export NXF_ANSI_LOG=false
export TOWER_WORKFLOW_ID=5Mq3xJ2vRp8a1b
export TOWER_API_ENDPOINT=https://postern.example.org/api
export TOWER_ALLOW_NEXTFLOW_LOGS=true
export TOWER_REPORTS_FILE=/scratch/jane/nf-5Mq3xJ2vRp8a1b-reports.tsv

# exec, so that the process id is that of Nextflow; a session of its own, so that no signal for the job reaches it.
run_nextflow() { exec setsid nextflow -log /scratch/jane/nf-5Mq3xJ2vRp8a1b.log run https://example.org/team/hello.git -name happy_otter -ansi-log false -c /scratch/jane/nf-5Mq3xJ2vRp8a1b.config -with-tower https://postern.example.org/api; }

prepare_java() { :; }

console=$files.txt
nextflow_pid=
stopping=
stage=starting

# To the output of the job, which the scheduler keeps.
say() { printf 'postern: %s\n' "$*" >&3; }
# To the user as well.
tell() { say "$*"; printf 'postern: %s\n' "$*" >>"$console"; }

stop() {
  stopping=yes
  interrupted=yes
  if [ -n "$nextflow_pid" ]; then kill -TERM "$nextflow_pid" 2>/dev/null; fi
  return 0
}

# Everything ends here, also an "exit" in the pre-run script.
leave() {
  code=$?
  trap - EXIT
  trap : TERM INT USR1 USR2
  set +e
  cd "$launch_dir"
  if [ "$stage" = pre-run ]; then
    [ "$code" -ne 0 ] || code=1
    tell "the pre-run script failed or ended the job; Nextflow was not started"
  fi
  rm -f -- "$files.secrets"
  if ! { printf '%s\n' "$code" >"$files.exit.part" && mv -f -- "$files.exit.part" "$files.exit"; }; then
    say "cannot write the exit code into $files.exit"
  fi
  if [ -n "$nextflow_pid" ] && [ -e "$files.post.sh" ]; then
    export NXF_EXIT_STATUS=$code
    ( . "$files.post.sh" ) >>"$console" 2>&1 </dev/null || tell "the post-run script failed with exit code $?; the result of the run stays as it is"
  fi
  rm -f -- "$files.truststore"
  say "run $run_id ended at $(date -u +%Y-%m-%dT%H:%M:%SZ) with exit code $code"
  exit "$code"
}

exec 3>&1
if ! cd "$launch_dir"; then
  say "cannot enter the launch directory $launch_dir on $(uname -n)"
  exit 73
fi
if [ -e "$files.revoked" ]; then
  say "run $run_id was given up before this job began; nothing is started"
  exit 75
fi
# noclobber makes the file or fails: of two jobs only one gets through.
if ! ( set -o noclobber; printf '%s %s %s\n' "$(uname -n)" "$$" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >"$files.started" ) 2>/dev/null; then
  say "run $run_id was started by another job before, or $launch_dir cannot be written; nothing is started"
  exit 75
fi
say "run $run_id started on $(uname -n) at $(date -u +%Y-%m-%dT%H:%M:%SZ) pid $$"
trap leave EXIT
trap stop TERM INT USR1 USR2

. "$files.secrets"

if [ -e "$files.pre.sh" ]; then
  # No "set -u": the scripts of module systems do not stand it.
  stage=pre-run
  set -e
  . "$files.pre.sh" >>"$console" 2>&1 </dev/null
  set +eu
  cd "$launch_dir"
fi
stage=starting

if ! command -v nextflow >/dev/null; then
  tell "nextflow was not found on $(uname -n): install it, or load it in the pre-run script"
  exit 127
fi
prepare_java
if [ -n "$stopping" ]; then
  tell "the job was asked to end before Nextflow was started"
  exit 143
fi

run_nextflow >>"$console" 2>&1 </dev/null &
nextflow_pid=$!
# A signal between the two lines above found no process to tell.
if [ -n "$stopping" ]; then kill -TERM "$nextflow_pid" 2>/dev/null; fi

# "wait" returns early for every signal that is trapped, with a code that is not that of Nextflow.
while :; do
  interrupted=
  wait "$nextflow_pid"
  code=$?
  if [ -z "$interrupted" ]; then break; fi
  if ! kill -0 "$nextflow_pid" 2>/dev/null; then
    wait "$nextflow_pid" 2>/dev/null
    late=$?
    # 127: the first wait had the true code already.
    if [ "$late" -ne 127 ]; then code=$late; fi
    break
  fi
done
exit "$code"
