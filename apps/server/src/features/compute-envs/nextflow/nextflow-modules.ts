import type { CommandChannel } from "@postern/transport";
import { findModules } from "../modules/find-modules.ts";

/** A version that the module system of a cluster can load. */
export interface NextflowModule {
  /** As `module load` takes it, such as `bio/Nextflow/24.10.4`. */
  readonly name: string;
  readonly version: string;
}

/**
 * Asks the cluster for its modules of Nextflow, newest first.
 *
 * @returns `undefined` where nothing can be known: there is no bash, or the agent may not start it.
 * @throws what the channel does when the cluster is not reached.
 */
export async function findNextflowModules(channel: CommandChannel): Promise<readonly NextflowModule[] | undefined> {
  const names = await findModules(channel, ["nextflow", "Nextflow"]);
  return names === undefined ? undefined : nextflowModulesAmong(names);
}

export function nextflowModulesAmong(names: readonly string[]): readonly NextflowModule[] {
  const found = names.flatMap((name) => {
    const version = nextflowName.exec(name)?.groups?.["version"];
    return version === undefined ? [] : [{ name, version }];
  });
  return found.sort((one, other) => compareVersions(other.version, one.version));
}

/** Sites put folders before it, and what it was built with behind it. */
const nextflowName = /^(?:[\w.+-]+\/)*nextflow\/v?(?<version>\d+\.\d+\.\d+(?:-(?:edge|beta|rc)[\w.]*)?)(?:-[\w.-]+)?$/i;

/** Below zero when the first is older. What is no number counts as older: `24.10.0-edge` comes before `24.10.0`. */
export function compareVersions(one: string, other: string): number {
  const [first = "", firstMark = ""] = splitMark(one);
  const [second = "", secondMark = ""] = splitMark(other);
  const numbers = first.localeCompare(second, "en", { numeric: true });
  if (numbers !== 0) return numbers;
  if (firstMark === "" || secondMark === "") return Number(firstMark === "") - Number(secondMark === "");
  return firstMark.localeCompare(secondMark, "en", { numeric: true });
}

const splitMark = (version: string): readonly string[] => /^([\d.]*)(.*)$/.exec(version)?.slice(1) ?? [];
