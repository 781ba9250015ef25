import type { CommandChannel } from "@postern/transport";

export interface DirectoryProblem {
  readonly summary: string;
  readonly cure: string;
  /** Nothing is there, so it can be made. */
  readonly isMissing?: true;
}

/** Why a directory cannot be used, from a look at it; `undefined` when it can. */
export async function findDirectoryProblem(channel: CommandChannel, path: string): Promise<DirectoryProblem | undefined> {
  const { hostName, userName } = channel.peer;
  const found = await channel.stat(path);
  if (found === undefined) {
    return {
      summary: `The directory ${path} does not exist on ${hostName}.`,
      cure: `Make it there with "mkdir -p ${path}", or choose another one.`,
      isMissing: true,
    };
  }
  if (found.kind !== "directory") return { summary: `${path} on ${hostName} is not a directory.`, cure: "Choose a directory." };
  if (found.isWritable) return undefined;
  return {
    summary: `The account ${userName} may not write in ${path} on ${hostName}.`,
    cure: "Choose a directory of that account, or change its permissions.",
  };
}
