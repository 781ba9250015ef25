import { AppError, clusterPathProblem, clusterPathVariable } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";

/**
 * Fills in what only the other end knows: `$TW_AGENT_WORKDIR` (also `$TW_AGENT_WORK`), `$HOME`, and `$USER` (also `$TW_AGENT_USER`).
 * Stored paths keep the variables, because another member's account has other directories.
 *
 * @throws request.invalid for what `clusterPathProblem` refuses: no shell reads this path, so another variable would stay as it is.
 * @throws path.no_home when it names a home folder that cannot be known; as the channel does that is asked for it.
 */
export async function expandPath(path: string, channel: Pick<CommandChannel, "peer" | "findHome">): Promise<string> {
  const problem = clusterPathProblem(path);
  if (problem !== undefined) throw new AppError("request.invalid", problem);
  const { hostName, userName, workDir } = channel.peer;
  const home = homeNamed.test(path) ? await channel.findHome() : "";
  if (home === undefined)
    throw new AppError("path.no_home", `${hostName} does not tell the home folder of ${userName}, which ${path} names.`);
  const values: Readonly<Record<string, string>> = {
    TW_AGENT_WORKDIR: workDir,
    TW_AGENT_WORK: workDir,
    TW_AGENT_USER: userName,
    HOME: home,
    USER: userName,
  };
  const expanded = path.replace(
    clusterPathVariable,
    (whole: string, braced: string | undefined, plain: string | undefined) => values[braced ?? plain ?? ""] ?? whole,
  );
  // The home of some accounts is "/" itself.
  const single = expanded.replace(/\/{2,}/g, "/");
  return single.length > 1 ? single.replace(/\/$/, "") : single;
}

const homeNamed = /\$(?:HOME\b|\{HOME\})/;
