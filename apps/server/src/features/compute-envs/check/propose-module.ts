import type { ComputeEnvironment } from "../environment.ts";
import type { CheckProposal } from "./check-step.ts";

/** The same modules whatever their version: two would not both load. */
const familyOf = (name: string): string => name.replace(/\/[^/]*$/, "").toLowerCase();

/**
 * A module more, for Nextflow alone or for tasks as well; another version of it goes. One that the pre-run script loads is changed there, for that
 * runs last and has the last word.
 */
export function proposeModule(
  { config, nodeSetup }: Pick<ComputeEnvironment, "config" | "nodeSetup">,
  { name, isForTasks }: { readonly name: string; readonly isForTasks: boolean },
): CheckProposal {
  const common = { kind: "load-module", title: `Load ${name}` } as const;
  const preRunScript = replaceInScript(config.preRunScript ?? "", name);
  if (preRunScript !== undefined) return { ...common, why: "Changes its line in the pre-run script.", config: { preRunScript } };
  const others = (names: readonly string[] = []) => names.filter((other) => familyOf(other) !== familyOf(name));
  const [modules, headModules] = [others(nodeSetup.modules), others(nodeSetup.headModules)];
  if (isForTasks)
    return { ...common, why: "Loaded for Nextflow and for every task.", nodeSetup: { modules: [...modules, name], headModules } };
  return { ...common, why: "Loaded for the Nextflow job.", nodeSetup: { modules, headModules: [...headModules, name] } };
}

/** `undefined` when it loads no other version. */
function replaceInScript(script: string, name: string): string | undefined {
  const lines = script.split("\n");
  const isOther = (line: string): boolean => {
    const loaded = /^\s*(?:module|ml)\s+(?:load|add)\s+(?<name>\S+)\s*$/.exec(line)?.groups?.["name"];
    return loaded !== undefined && familyOf(loaded) === familyOf(name);
  };
  return lines.some(isOther) ? lines.map((line) => (isOther(line) ? `module load ${name}` : line)).join("\n") : undefined;
}
