import { shellQuote } from "../../../clusters/shell-quote.ts";

export interface NextflowChoice {
  readonly version: string;
  /** Where the environment keeps versions: a folder for each, with the command in it. */
  readonly folder: string;
}

/** Beside `findModuleSystem`: what a launcher does before Nextflow when the launch names a version; without one it takes what it finds. */
export function renderNextflowChoice(choice: NextflowChoice | undefined): string {
  if (choice === undefined) return "postern_choose_nextflow() { :; }";
  return [
    `postern_nextflow_version=${shellQuote(choice.version)}`,
    `postern_nextflow_folder=${shellQuote(choice.folder)}`,
    chooseNextflow,
  ].join("\n");
}

/**
 * First the version that the environment keeps, then a module of the site, both without any network; else Nextflow's own command is told, which
 * fetches what it does not have. After the pre-run script: whatever that put on the PATH comes later than what the launch asked for by name.
 */
const chooseNextflow = String.raw`
# The name of a module of this version; sites put folders before it, and what it was built with behind it.
postern_name_module() {
  version=$(printf '%s' "$postern_nextflow_version" | sed 's/[.]/[.]/g')
  module -t avail 2>&1 </dev/null | sed 's/[(<][^()<>]*[)>]$//' | grep -iE "^([[:alnum:]_.+-]+/)*nextflow/v?$version(-[[:alnum:]_.-]+)?$" |
    grep -viE "$version-(edge|beta|rc)" | head -n 1
}

postern_choose_nextflow() {
  export NXF_VER=$postern_nextflow_version
  kept=$postern_nextflow_folder/$postern_nextflow_version
  if [ -x "$kept/nextflow" ]; then
    export PATH="$kept:$PATH"
    postern_say "Nextflow $NXF_VER is taken from $kept"
    return
  fi
  postern_find_modules || return
  name=$(postern_name_module)
  if [ -z "$name" ]; then return; fi
  if module load "$name" >>"$postern_console" 2>&1 </dev/null; then postern_say "Nextflow $NXF_VER is taken from the module $name"
  else postern_tell "the module $name, which has Nextflow $NXF_VER, could not be loaded"
  fi
}
`.trim();
