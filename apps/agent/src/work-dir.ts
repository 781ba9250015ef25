import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";

import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { openLocalChannel } from "@postern/transport/local";
import type { LocalChannel } from "@postern/transport/local";

import type { AgentSettings, Environment } from "./command-line.ts";

/**
 * Opens the channel to this machine in the work directory, which must exist unless it may be made.
 *
 * @throws setting.invalid with a sentence that says what to do.
 */
export async function openWorkDir(
  settings: Pick<AgentSettings, "workDir" | "isWorkDirMade">,
  options: { readonly env: Environment; readonly maxConcurrent: number; readonly clock: Clock },
): Promise<LocalChannel> {
  const workDir = resolve(settings.workDir);
  if (settings.isWorkDirMade) await make(workDir);
  const channel = await openLocalChannel({ ...options, workDir, env: withoutToken(options.env) }).catch((error: unknown) => {
    const message = `The work directory ${workDir} is not an existing folder. Make it (mkdir -p ${workDir}), or add --create-work-dir.`;
    throw new AppError("setting.invalid", message, { cause: error });
  });
  const found = await channel.stat(workDir);
  if (found?.isWritable === true) return channel;
  throw new AppError("setting.invalid", `The work directory ${workDir} is not writable for ${channel.peer.userName}.`);
}

async function make(workDir: string): Promise<void> {
  try {
    await mkdir(workDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new AppError("setting.invalid", `The work directory ${workDir} cannot be made.`, { cause: error });
  }
}

// A scheduler hands the environment of `sbatch` on to the job and shows it to administrators: the token must not be in it.
function withoutToken(env: Environment): Environment {
  const { TOWER_ACCESS_TOKEN: _, ...rest } = env;
  return rest;
}
