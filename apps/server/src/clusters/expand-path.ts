import { AppError } from "@postern/domain";
import type { ChannelPeer } from "@postern/transport";

const variable = /\$(?:\{(?<braced>\w+)\}|(?<plain>\w+))/g;
const known = ["TW_AGENT_WORKDIR", "TW_AGENT_WORK", "TW_AGENT_USER"];

/** Why a path cannot be one on a cluster, in a sentence for the person who gave it; `undefined` when it can. */
export function pathProblem(path: string): string | undefined {
  const strange = [...path.matchAll(variable)].find(({ groups }) => !known.includes(groups?.["braced"] ?? groups?.["plain"] ?? ""));
  if (strange !== undefined) return `The path ${path} holds ${strange[0]}; only $TW_AGENT_WORKDIR and $TW_AGENT_USER are filled in.`;
  if (/^(?:\/|\$TW_AGENT_WORK(?:DIR)?\b|\$\{TW_AGENT_WORK(?:DIR)?\})/.test(path)) return undefined;
  return `The path ${path} must begin with / or with $TW_AGENT_WORKDIR.`;
}

/**
 * Fills in what only the agent knows: `$TW_AGENT_WORKDIR` (also `$TW_AGENT_WORK`) and `$TW_AGENT_USER`.
 * Stored paths keep the variables, because another member's agent has another directory.
 *
 * @throws request.invalid for what `pathProblem` refuses: no shell reads this path, so another variable would stay as it is.
 */
export function expandPath(path: string, peer: ChannelPeer): string {
  const problem = pathProblem(path);
  if (problem !== undefined) throw new AppError("request.invalid", problem);
  const values: Readonly<Record<string, string>> = {
    TW_AGENT_WORKDIR: peer.workDir,
    TW_AGENT_WORK: peer.workDir,
    TW_AGENT_USER: peer.userName,
  };
  const expanded = path.replace(
    variable,
    (whole: string, braced: string | undefined, plain: string | undefined) => values[braced ?? plain ?? ""] ?? whole,
  );
  return expanded.length > 1 ? expanded.replace(/\/+$/, "") : expanded;
}
