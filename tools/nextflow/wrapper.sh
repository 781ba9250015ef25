#!/usr/bin/env bash
# A `nextflow` command: the real core from Maven Central, with our observer in the place of the nf-tower plugin.
#
# The core stops and asks for that plugin when it sees -with-tower, TOWER_ACCESS_TOKEN or TOWER_WORKFLOW_ID.
# So they are renamed here, and whoever calls this command need not know.
set -u

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")

java=java
if [[ -n ${NXF_JAVA_HOME:-} ]]; then java=$NXF_JAVA_HOME/bin/java
elif [[ -n ${JAVA_HOME:-} ]]; then java=$JAVA_HOME/bin/java
fi
if ! command -v "$java" >/dev/null; then
  echo "nextflow: cannot find '$java'. Install Java 11 or newer (apt-get install -y openjdk-17-jre-headless), or correct NXF_JAVA_HOME or JAVA_HOME." >&2
  exit 127
fi

# A nested nextflow must not report under the name of its parent.
unset POSTERN_OBSERVER_TOKEN POSTERN_OBSERVER_WORKFLOW_ID POSTERN_OBSERVER_WITH_TOWER \
  POSTERN_OBSERVER_WORKSPACE_ID POSTERN_OBSERVER_ENDPOINT POSTERN_OBSERVER_ALLOW_NEXTFLOW_LOGS

rename() { # rename OLD NEW: hands a variable over under another name
  [[ -n ${!1:-} ]] && export "$2=${!1}"
  unset "$1"
}
rename TOWER_ACCESS_TOKEN POSTERN_OBSERVER_TOKEN
rename TOWER_API_ENDPOINT POSTERN_OBSERVER_ENDPOINT
rename TOWER_WORKFLOW_ID POSTERN_OBSERVER_WORKFLOW_ID
rename TOWER_WORKSPACE_ID POSTERN_OBSERVER_WORKSPACE_ID
rename TOWER_ALLOW_NEXTFLOW_LOGS POSTERN_OBSERVER_ALLOW_NEXTFLOW_LOGS
unset TOWER_REFRESH_TOKEN

args=()
while (($#)); do
  if [[ $1 == -with-tower ]]; then
    export POSTERN_OBSERVER_WITH_TOWER=-
    # Nextflow's own rule: the next word is the URL unless it is an option.
    if (($# > 1)) && [[ $2 != -* ]]; then POSTERN_OBSERVER_WITH_TOWER=$2; shift; fi
  else
    args+=("$1")
  fi
  shift
done

# Unquoted on purpose, as in Nextflow's own launcher: they hold several words.
# shellcheck disable=SC2206
options=(${NXF_OPTS:-} ${NXF_JVM_ARGS:-})
[[ -n ${NXF_TEMP:-} ]] && options+=("-Djava.io.tmpdir=$NXF_TEMP")
if [[ -t 1 && -z ${COLUMNS:-} ]] && command -v tput >/dev/null; then COLUMNS=$(tput cols) && export COLUMNS; fi

# exec, so that signals and the process id are those of the JVM.
exec "$java" "@$root/java-options.txt" ${options[@]+"${options[@]}"} \
  -cp "$root/observer:$root/lib/*" nextflow.cli.Launcher ${args[@]+"${args[@]}"}
