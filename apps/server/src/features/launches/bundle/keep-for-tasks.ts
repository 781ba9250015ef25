/**
 * Secret variables for tasks, as secrets of Nextflow: it hands them over without their values in the files of tasks or in the words of a container
 * engine. It reads one store only, so they are put beside what the account has in its own; the last one of a name wins.
 */
export const keepForTasks = `postern_keep_for_tasks() {
  postern_own=\${NXF_SECRETS_FILE:-secrets/store.json}
  case $postern_own in /*) ;; *) postern_own=\${NXF_HOME:-$HOME/.nextflow}/$postern_own ;; esac
  postern_list=$(<"$postern_files.registry/tasks.json") || return
  if [ -r "$postern_own" ]; then postern_own=$(<"$postern_own"); else postern_own="[]"; fi
  # Without its closing bracket; a comma only after something.
  postern_own=\${postern_own%]*}
  case $postern_own in *"}"*) postern_list="$postern_own,\${postern_list#*[}" ;; esac
  ( umask 077; printf '%s\\n' "$postern_list" >"$postern_files.registry/store.json" ) || return
  unset postern_own postern_list
  rm -f -- "$postern_files.registry/tasks.json"
  export NXF_SECRETS_FILE=$postern_files.registry/store.json
}`;
