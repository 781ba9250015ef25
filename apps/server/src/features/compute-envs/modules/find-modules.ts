import { isAppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

const timeoutMs = 30_000;

/**
 * A login shell, because that is where sites set up their modules. Environment Modules and Lmod both know `avail`, whose search by name misses
 * `bio/Nextflow` in the one; `spider` is Lmod's, and also names what another module has to be loaded for first. Both print on standard error.
 * The mark tells the list from what the site's own profile prints. Large sites have thousands: only those come that anybody here reads.
 */
const listModules =
  "exec 3>&1 >/dev/null 2>&1; { module -t avail; for name; do module -t spider $name; done; } </dev/null 2>&1 | grep -iE 'nextflow|java|jdk|temurin|apptainer|singularity|charliecloud|podman|sarus|shifter' | sed 's/^/postern-module|/' >&3; :";

/**
 * Asks a cluster for its modules. @param spider names of programs, which are looked for beside what can be loaded at once.
 *
 * @returns their names; `undefined` where nothing can be known: there is no bash, or the agent may not start it.
 * @throws what the channel does when the cluster is not reached.
 */
export async function findModules(channel: CommandChannel, spider: readonly string[]): Promise<readonly string[] | undefined> {
  try {
    return parseModules(await channel.run({ words: ["bash", "-l", "-c", listModules, "postern-modules", ...spider], timeoutMs }));
  } catch (error) {
    if (isAppError(error, "agent.refused") || isAppError(error, "command.not_started") || isAppError(error, "command.timeout"))
      return undefined;
    throw error;
  }
}

/** Reads the terse lists of Environment Modules and of Lmod, each line with our mark. */
export function parseModules({ stdout }: Pick<CommandResult, "stdout">): readonly string[] {
  // `(default)`, `(D)` and `<L>` are marks, not part of the name.
  const lines = [...stdout.matchAll(/^postern-module\|(.*)$/gm)].map(([, line = ""]) => line.trim().replace(/[(<][^()<>]*[)>]$/, ""));
  return [...new Set(lines.filter((line) => /^[\w.+@=-]+(?:\/[\w.+@=-]+)*$/.test(line)))];
}
