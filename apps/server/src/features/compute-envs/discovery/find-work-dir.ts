import { isAppError, ownWorkDir } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { expandPath } from "../../../clusters/expand-path.ts";

export interface FoundWorkDir {
  /** As it stands in the settings; it may hold variables. */
  readonly path: string;
  /** As it is now. */
  readonly resolved: string;
  readonly kind: "scratch" | "home" | "agent";
}

const timeoutMs = 20_000;
/** Whose values the profiles of centres set for files that come and go. */
const mark = "postern-scratch";
/** A login shell, because that is where centres set them. Nothing of ours is in its text. */
const tellScratch = `exec 3>&1 >/dev/null 2>&1; for path in "$SCRATCH" "$PSCRATCH" "$SCRATCHDIR" "$SCRATCH_DIR" "$CSCRATCH" "$WORK" "$WORKDIR"; do [ -d "$path" ] && [ -w "$path" ] && printf '${mark}|%s\\n' "$path" >&3; done; :`;

/**
 * Where files of runs could be: where the agent says, else a scratch folder of the account that its profile names, else one of its own in the home.
 *
 * @returns `undefined` when not even that is known.
 * @throws what the channel does when the cluster is not reached.
 */
export async function findWorkDir(channel: CommandChannel): Promise<FoundWorkDir | undefined> {
  const { kind, workDir } = channel.peer;
  if (kind !== "ssh") return { path: "$TW_AGENT_WORKDIR", resolved: workDir, kind: "agent" };
  const scratch = await findScratch(channel);
  if (scratch !== undefined) return { path: scratch, resolved: scratch, kind: "scratch" };
  if ((await channel.findHome()) === undefined) return undefined;
  return { path: ownWorkDir, resolved: await expandPath(ownWorkDir, channel), kind: "home" };
}

async function findScratch(channel: CommandChannel): Promise<string | undefined> {
  try {
    const { stdout } = await channel.run({ words: ["bash", "-l", "-c", tellScratch], timeoutMs });
    return new RegExp(String.raw`^${mark}\|(?<path>/[^$\p{Cc}]{1,500})$`, "mu").exec(stdout)?.groups?.["path"];
  } catch (error) {
    // It is no more than a proposal.
    if (isAppError(error, "command.not_started") || isAppError(error, "command.timeout") || isAppError(error, "agent.refused"))
      return undefined;
    throw error;
  }
}
