import { AppError } from "@postern/domain";
import type { ChannelPeer } from "@postern/transport";

const variable = /\$(?:\{(?<braced>\w+)\}|(?<plain>\w+))/g;

/**
 * Fills in what only the agent knows: `$TW_AGENT_WORKDIR` (also `$TW_AGENT_WORK`) and `$TW_AGENT_USER`.
 * Stored paths keep the variables, because another member's agent has another directory.
 *
 * @throws request.invalid for any other variable: no shell reads this path, so it would stay as it is.
 */
export function expandPath(path: string, peer: ChannelPeer): string {
  const values: Readonly<Record<string, string>> = {
    TW_AGENT_WORKDIR: peer.workDir,
    TW_AGENT_WORK: peer.workDir,
    TW_AGENT_USER: peer.userName,
  };
  const expanded = path.replace(variable, (whole: string, braced: string | undefined, plain: string | undefined) => {
    const value = values[braced ?? plain ?? ""];
    if (value !== undefined) return value;
    throw new AppError("request.invalid", `The path ${path} holds ${whole}; only $TW_AGENT_WORKDIR and $TW_AGENT_USER are filled in.`);
  });
  return expanded.length > 1 ? expanded.replace(/\/+$/, "") : expanded;
}
