import { isAppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

/** A version that the module system of a cluster can load. */
export interface NextflowModule {
  /** As `module load` takes it, such as `bio/Nextflow/24.10.4`. */
  readonly name: string;
  readonly version: string;
}

const timeoutMs = 30_000;

/**
 * A login shell, because that is where sites set up their modules. Environment Modules and Lmod both know `avail`, whose search by name misses
 * `bio/Nextflow` in the one; `spider` is Lmod's, and also names what another module has to be loaded for first. Both print on standard error.
 * The mark tells the list from what the site's own profile prints.
 */
const listModules =
  "exec 3>&1 >/dev/null 2>&1; { module -t avail; for name in nextflow Nextflow; do module -t spider $name; done; } </dev/null 2>&1 | sed -n 's/.*[Nn]ext[Ff]low.*/postern-module|&/p' >&3; :";

/**
 * Asks the cluster for its modules of Nextflow, newest first.
 *
 * @returns `undefined` where nothing can be known: there is no bash, or the agent may not start it.
 * @throws what the channel does when the cluster is not reached.
 */
export async function findNextflowModules(channel: CommandChannel): Promise<readonly NextflowModule[] | undefined> {
  try {
    return parseNextflowModules(await channel.run({ words: ["bash", "-l", "-c", listModules], timeoutMs }));
  } catch (error) {
    if (isAppError(error, "agent.refused") || isAppError(error, "command.not_started") || isAppError(error, "command.timeout"))
      return undefined;
    throw error;
  }
}

/** Reads the terse lists of Environment Modules and of Lmod, each line with our mark. */
export function parseNextflowModules({ stdout }: Pick<CommandResult, "stdout">): readonly NextflowModule[] {
  const found = new Map<string, NextflowModule>();
  for (const [, line = ""] of stdout.matchAll(/^postern-module\|(.*)$/gm)) {
    // `(default)`, `(D)` and `<L>` are marks, not part of the name.
    const name = line.trim().replace(/[(<][^()<>]*[)>]$/, "");
    const version = /^(?:[\w.+-]+\/)*nextflow\/v?(?<version>\d+\.\d+\.\d+(?:-(?:edge|beta|rc)[\w.]*)?)(?:-[\w.-]+)?$/i.exec(name)?.groups?.[
      "version"
    ];
    if (version !== undefined) found.set(name, { name, version });
  }
  return [...found.values()].sort((one, other) => compareVersions(other.version, one.version));
}

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
