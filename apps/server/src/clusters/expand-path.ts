import { AppError, clusterPathProblem, clusterPathVariable } from "@postern/domain";
import type { ChannelPeer } from "@postern/transport";

/**
 * Fills in what only the agent knows: `$TW_AGENT_WORKDIR` (also `$TW_AGENT_WORK`) and `$TW_AGENT_USER`.
 * Stored paths keep the variables, because another member's agent has another directory.
 *
 * @throws request.invalid for what `clusterPathProblem` refuses: no shell reads this path, so another variable would stay as it is.
 */
export function expandPath(path: string, peer: ChannelPeer): string {
  const problem = clusterPathProblem(path);
  if (problem !== undefined) throw new AppError("request.invalid", problem);
  const values: Readonly<Record<string, string>> = {
    TW_AGENT_WORKDIR: peer.workDir,
    TW_AGENT_WORK: peer.workDir,
    TW_AGENT_USER: peer.userName,
  };
  const expanded = path.replace(
    clusterPathVariable,
    (whole: string, braced: string | undefined, plain: string | undefined) => values[braced ?? plain ?? ""] ?? whole,
  );
  return expanded.length > 1 ? expanded.replace(/\/+$/, "") : expanded;
}
