import type { NodeSetup } from "@postern/domain";
import { findModuleSystem, modulesOfHeadJob, renderModuleLoading } from "../../../../clusters/module-system.ts";
import { nodePathWord } from "../../../../clusters/node-path.ts";
import { shellQuote } from "../../../../clusters/shell-quote.ts";
import type { EnvironmentConfig } from "../../environment.ts";
import type { TrialPlan } from "./trial-plan.ts";

export interface TrialScriptParts {
  readonly plan: TrialPlan;
  /** Directive lines of the scheduler. */
  readonly header: readonly string[];
  readonly config: EnvironmentConfig;
  readonly nodeSetup: NodeSetup;
  /** Where the profile of the site is; undefined when there is none to look for. */
  readonly profileUrl: string | undefined;
  /** What a compute node should be able to fetch. */
  readonly url: string;
}

/** The script of a trial job: what is of this check on top, then the part that is the same for all. */
export function renderTrialScript({ plan, header, config, nodeSetup, profileUrl, url }: TrialScriptParts): string {
  const variables = (config.environment ?? []).filter(({ head, compute }) => head === true || compute !== true);
  const { hostname, port, protocol } = new URL(url);
  const proxies =
    protocol === "https:" ? ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] : ["http_proxy", "all_proxy", "ALL_PROXY"];
  return [
    "#!/bin/bash",
    ...header,
    "# Trial job of a check by Postern. It takes some seconds and touches nothing but the folder of this script and the directories of runs.",
    "",
    `postern_folder=${shellQuote(plan.folder)}`,
    `postern_id=${shellQuote(plan.id)}`,
    `postern_directories=(${plan.directories.map(shellQuote).join(" ")})`,
    `postern_url=${shellQuote(url)}`,
    `postern_host=${shellQuote(hostname.replace(/^\[|\]$/g, ""))}`,
    `postern_port=${port === "" ? (protocol === "https:" ? "443" : "80") : port}`,
    `postern_profile=${shellQuote(profileUrl ?? "")}`,
    `postern_proxies=(${proxies.join(" ")})`,
    "",
    ...variables.map(({ name, value }) => `export ${name}=${shellQuote(value)}`),
    "",
    findModuleSystem,
    renderModuleLoading(modulesOfHeadJob(nodeSetup)),
    "",
    renderRoomLook(nodeSetup),
    "",
    trialBody,
  ].join("\n");
}

/** Where tasks are to work; the shell of a task fills the variables of the node in, so it does here. */
function renderRoomLook({ scratch }: NodeSetup): string {
  const chosen = scratch === "true" ? '"${TMPDIR:-/tmp}"' : nodePathWord(scratch ?? "");
  return `postern_look_at_chosen() { ${scratch === undefined ? ":" : `postern_room chosen ${chosen}`}; }`;
}

/**
 * Says a line for each thing seen, `<what>|<words>`, and `end` at the end. The file appears whole, or not at all.
 * Exit code 73: the folder cannot be seen from here.
 *
 * What the pre-run script brings is looked for after it, in a shell of its own: whatever it does, the report comes.
 */
const trialBody = String.raw`
postern_say() { printf '%s|%s\n' "$1" "$2"; }
# <seconds> <words>: as long as that at most, where there is "timeout".
postern_within() {
  if command -v timeout >/dev/null; then timeout -k 2 "$@"; else shift; "$@"; fi
}

# A network file system may need a moment until it shows here what was written elsewhere.
postern_waited=0
while [ ! -r "$postern_folder/token" ] && [ $postern_waited -lt 30 ]; do sleep 1; postern_waited=$((postern_waited + 1)); done
[ -d "$postern_folder" ] || exit 73

postern_look() {
  postern_say host "$(uname -n)"
  postern_say clock "$(date +%s)"
  postern_say token "$(cat -- "$postern_folder/token" 2>/dev/null)"
  for directory in "${"$"}{postern_directories[@]}"; do
    file=$directory/.postern-check-node-$postern_id
    if [ ! -d "$directory" ]; then postern_say absent "$directory"
    elif ( : >"$file" ) 2>/dev/null; then rm -f -- "$file"; postern_say written "$directory"
    else postern_say closed "$directory"
    fi
  done
  postern_look_for_room
  ( postern_look_as_head_job )
  postern_look_for_profile
  postern_say end yes
}

# <as an environment names it> <path>
postern_room() {
  if [ -d "$2" ] && [ -w "$2" ]; then postern_say room "$1|$(stat -f -c %T -- "$2")|$(df -Pk -- "$2" | tail -n 1)|$2"; fi
}

# As the scheduler gives a job to its node, before any script says otherwise: tasks are jobs of their own.
postern_look_for_room() {
  postern_room work "${"$"}{postern_directories[0]}"
  postern_look_at_chosen
  for name in SLURM_TMPDIR PBS_JOBFS LOCAL_SCRATCH LSCRATCH SCRATCH_LOCAL TMPDIR; do
    if [ -n "${"$"}{!name}" ]; then postern_room "\$$name" "${"$"}{!name}"; fi
  done
  for directory in /localscratch /lscratch /local/scratch /scratch/local /scratch /local; do postern_room "$directory" "$directory"; done
}

postern_look_for_profile() {
  if [ -z "$postern_profile" ]; then return; fi
  if command -v curl >/dev/null; then postern_within 25 curl -fsS --connect-timeout 10 --max-time 20 -o /dev/null "$postern_profile"
  elif command -v wget >/dev/null; then postern_within 25 wget -q -T 10 -t 1 -O /dev/null "$postern_profile"
  else return
  fi >/dev/null 2>&1 </dev/null
  postern_say site $?
}

postern_look_as_head_job() {
  if ! postern_load_modules >/dev/null 2>&1; then
    postern_say unloaded "$postern_trouble"
    return
  fi
  if [ -e "$postern_folder/pre.sh" ]; then
    set -e
    . "$postern_folder/pre.sh" >/dev/null 2>&1 </dev/null
    set +eu
  fi
  postern_say prepared yes
  for program in java nextflow; do
    path=$(command -v "$program") && postern_say program "$program $path"
  done
  postern_look_for_engines
  postern_look_back
}

postern_look_for_engines() {
  for engine in apptainer singularity podman docker ch-run sarus shifter; do
    command -v "$engine" >/dev/null || continue
    said=$(postern_within 10 "$engine" --version 2>&1 </dev/null)
    postern_say engine "$engine $(printf '%s' "$said" | head -n 1)"
  done
  if command -v docker >/dev/null && ! postern_within 10 docker info >/dev/null 2>&1 </dev/null; then postern_say closed-engine docker; fi
}

postern_look_back() {
  if command -v curl >/dev/null; then tool=curl
  elif command -v wget >/dev/null; then tool=wget
  else
    postern_within 15 bash -c ': <>"/dev/tcp/$1/$2"' bash "$postern_host" "$postern_port" 2>/dev/null
    postern_say way "direct tcp $? "
    return
  fi
  postern_ask direct
  for name in "${"$"}{postern_proxies[@]}"; do
    if [ -n "${"$"}{!name}" ]; then postern_ask proxy; break; fi
  done
}

# <direct or proxy>
postern_ask() {
  if [ $tool = curl ]; then
    set -- "$1" curl -fsS --connect-timeout 10 --max-time 20 -o /dev/null
    [ "$1" = proxy ] || set -- "$@" --noproxy '*'
    [ ! -e "$postern_folder/ca.pem" ] || set -- "$@" --cacert "$postern_folder/ca.pem"
  else
    set -- "$1" wget -q -T 10 -t 1 -O /dev/null
    [ "$1" = proxy ] || set -- "$@" --no-proxy
    [ ! -e "$postern_folder/ca.pem" ] || set -- "$@" "--ca-certificate=$postern_folder/ca.pem"
  fi
  way=$1; shift
  said=$(postern_within 25 "$@" "$postern_url" 2>&1 </dev/null)
  code=$?
  postern_say way "$way $tool $code $(printf '%s' "$said" | head -n 1)"
}

postern_look >"$postern_folder/report.part" 2>/dev/null
mv -f -- "$postern_folder/report.part" "$postern_folder/report"
`.trimStart();
