#!/bin/bash
# Head job of a Nextflow run, written by Postern.

postern_run_id=5Mq3xJ2vRp8a1b
postern_launch_dir=/scratch/jane
postern_files=/scratch/jane/nf-5Mq3xJ2vRp8a1b
postern_scripts=''
postern_lent=
postern_job_id=${SLURM_JOB_ID-}

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
postern_run_nextflow() { exec setsid nextflow -log /scratch/jane/nf-5Mq3xJ2vRp8a1b.log run https://example.org/team/hello.git -name happy_otter -ansi-log false -c /scratch/jane/nf-5Mq3xJ2vRp8a1b.config -with-tower https://postern.example.org/api; }

postern_prepare_java() { :; }

postern_load_modules() { :; }

postern_use_scratch() { :; }

postern_choose_nextflow() { :; }

postern_console=$postern_files.txt
postern_nextflow_pid=
postern_stopping=
postern_stage=starting

# To the output of the job, which the scheduler keeps.
postern_say() { printf 'postern: %s\n' "$*" >&3; }
# To the user as well.
postern_tell() { postern_say "$*"; printf 'postern: %s\n' "$*" >>"$postern_console"; }

postern_stop() {
  postern_stopping=yes
  postern_interrupted=yes
  if [ -n "$postern_nextflow_pid" ]; then kill -TERM "$postern_nextflow_pid" 2>/dev/null; fi
  return 0
}

# Variables that lead to a file which is gone: Podman and its kin fail where nothing is, instead of pulling without.
postern_forget_registries() {
  for name in DOCKER_CONFIG REGISTRY_AUTH_FILE APPTAINER_AUTH_FILE SINGULARITY_AUTH_FILE NXF_SECRETS_FILE; do
    case $(printenv "$name") in "$postern_files.registry"*) unset "$name" ;; esac
  done
  unset name
}

# Everything ends here, also an "exit" in the pre-run script.
postern_leave() {
  code=$?
  trap - EXIT
  trap : TERM INT USR1 USR2
  set +e
  cd "$postern_launch_dir"
  if [ "$postern_stage" = pre-run ]; then
    [ "$code" -ne 0 ] || code=1
    postern_tell "the pre-run script failed or ended the job; Nextflow was not started"
  fi
  rm -f -- "$postern_files.secrets"
  rm -rf -- "$postern_files.registry"
  if ! { printf '%s\n' "$code" >"$postern_files.exit.part" && mv -f -- "$postern_files.exit.part" "$postern_files.exit"; }; then
    postern_say "cannot write the exit code into $postern_files.exit"
  fi
  if [ -n "$postern_nextflow_pid" ] && [[ $postern_scripts == *post.sh* ]]; then
    export NXF_EXIT_STATUS=$code
    ( postern_forget_registries; . "$postern_files.post.sh" ) >>"$postern_console" 2>&1 </dev/null || postern_tell "the post-run script failed with exit code $?; the result of the run stays as it is"
  fi
  rm -f -- "$postern_files.truststore"
  postern_say "run $postern_run_id ended at $(date -u +%Y-%m-%dT%H:%M:%SZ) with exit code $code"
  exit "$code"
}

exec 3>&1
if ! cd "$postern_launch_dir"; then
  postern_say "cannot enter the launch directory $postern_launch_dir on $(uname -n)"
  exit 73
fi
if [ -e "$postern_files.revoked" ]; then
  postern_say "run $postern_run_id was given up before this job began; nothing is started"
  exit 75
fi
# noclobber makes the file or fails: of two jobs only one gets through.
if ! ( set -o noclobber; printf '%s %s %s %s\n' "$(uname -n)" "$$" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$postern_job_id" >"$postern_files.started" ) 2>/dev/null; then
  postern_say "run $postern_run_id was started by another job before, or $postern_launch_dir cannot be written; nothing is started"
  exit 75
fi
postern_say "run $postern_run_id started on $(uname -n) at $(date -u +%Y-%m-%dT%H:%M:%SZ) pid $$"
trap postern_leave EXIT
trap postern_stop TERM INT USR1 USR2

. "$postern_files.secrets"
if [ -n "$postern_lent" ]; then
  if ! . "$postern_files.registry/variables"; then
    postern_tell "the secret variables of the environment are not there; Nextflow was not started"
    exit 78
  fi
  rm -f -- "$postern_files.registry/variables"
fi

if ! postern_load_modules >>"$postern_console" 2>&1; then
  postern_tell "$postern_trouble; Nextflow was not started"
  exit 78
fi

if [[ $postern_scripts == *pre.sh* ]]; then
  # No "set -u": the scripts of module systems do not stand it.
  postern_stage=pre-run
  set -e
  . "$postern_files.pre.sh" >>"$postern_console" 2>&1 </dev/null
  set +eu
  # It may have set traps of its own for its time.
  trap postern_leave EXIT
  trap postern_stop TERM INT USR1 USR2
  cd "$postern_launch_dir"
fi
postern_stage=starting

postern_use_scratch
postern_choose_nextflow
if ! command -v nextflow >/dev/null; then
  postern_tell "nextflow was not found on $(uname -n): install it, or load it in the pre-run script"
  exit 127
fi
if [ "$postern_lent" = tasks ] && ! postern_keep_for_tasks; then
  postern_tell "the secret variables of the environment cannot be given to tasks; Nextflow was not started"
  exit 78
fi
postern_prepare_java
if [ -n "$postern_stopping" ]; then
  postern_tell "the job was asked to end before Nextflow was started"
  exit 143
fi

postern_run_nextflow >>"$postern_console" 2>&1 </dev/null &
postern_nextflow_pid=$!
# A signal between the two lines above found no process to tell.
if [ -n "$postern_stopping" ]; then kill -TERM "$postern_nextflow_pid" 2>/dev/null; fi

# "wait" returns early for every signal that is trapped, with a code that is not that of Nextflow.
while :; do
  postern_interrupted=
  wait "$postern_nextflow_pid"
  code=$?
  if [ -z "$postern_interrupted" ]; then break; fi
  if ! kill -0 "$postern_nextflow_pid" 2>/dev/null; then
    wait "$postern_nextflow_pid" 2>/dev/null
    late=$?
    # 127: the first wait had the true code already.
    if [ "$late" -ne 127 ]; then code=$late; fi
    break
  fi
done
exit "$code"
