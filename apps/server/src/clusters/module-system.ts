import type { CommandResult, NodeSetup } from "@postern/domain";
import { shellQuote } from "./shell-quote.ts";

/**
 * A shell function that makes `module` known: a job is no login shell, and need not have the module system of the site. Where the files that
 * start it say nothing of the modules themselves, the site's own profile does.
 */
export const findModuleSystem = String.raw`
postern_find_modules() {
  if ! command -v module >/dev/null; then
    for file in "$LMOD_PKG/init/bash" "$MODULESHOME/init/bash" /etc/profile.d/lmod.sh /etc/profile.d/z00_lmod.sh /etc/profile.d/modules.sh; do
      if [ -r "$file" ]; then . "$file" >/dev/null 2>&1; break; fi
    done
    if [ -z "$MODULEPATH" ] && [ -r /etc/profile ]; then
      # It may begin the PATH anew.
      postern_path=$PATH
      . /etc/profile >/dev/null 2>&1
      export PATH="$postern_path:$PATH"
    fi
  fi
  command -v module >/dev/null
}
`.trim();

/**
 * Beside that one: loads these in their order, up to the first that cannot be, of which it then says in `postern_trouble`. Tasks inherit the
 * command where their scheduler hands on the environment.
 */
export function renderModuleLoading(names: readonly string[]): string {
  if (names.length === 0) return "postern_load_modules() { :; }";
  return String.raw`
postern_load_modules() {
  postern_trouble="no modules can be loaded on $(uname -n): there is no module system"
  postern_find_modules || return
  export -f module 2>/dev/null
  for postern_module in ${names.map(shellQuote).join(" ")}; do
    postern_trouble="the module $postern_module could not be loaded on $(uname -n)"
    module load "$postern_module" </dev/null || return
  done
  unset postern_module postern_trouble
}
`.trim();
}

/** All that a head job loads, in its order. */
export function modulesOfHeadJob({ modules = [], headModules = [] }: NodeSetup): readonly string[] {
  return [...modules, ...headModules];
}

/** Of a shell that could not load one. */
const troubleCode = 78;

/**
 * What a shell reads to find what a head job finds: the modules, then the pre-run script, in which a command that fails ends it. `undefined` when
 * there is neither.
 */
export function renderPreparation(setup: NodeSetup, preRun: string | undefined): string | undefined {
  const modules = modulesOfHeadJob(setup);
  if (modules.length === 0) return preRun;
  return [
    // Files of a site that start its modules do not stand it.
    "set +e",
    findModuleSystem,
    renderModuleLoading(modules),
    `if ! postern_load_modules; then printf 'postern: %s\\n' "$postern_trouble" >&2; exit ${String(troubleCode)}; fi`,
    "set -e",
    preRun ?? "",
  ].join("\n");
}

/** Which module could not be loaded by such a shell, as the beginning of a sentence; `undefined` when all were. */
export function moduleTroubleIn({ exitCode, stderr }: Pick<CommandResult, "exitCode" | "stderr">): string | undefined {
  return exitCode === troubleCode ? /^postern: (?<trouble>.*)$/m.exec(stderr)?.groups?.["trouble"] : undefined;
}
