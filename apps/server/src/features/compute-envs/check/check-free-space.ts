import { renderFreeSpace } from "@postern/agent-protocol";
import { isAppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { expandPath } from "../../../clusters/expand-path.ts";
import type { CheckContext } from "./check-context.ts";
import type { StepResult } from "./check-step.ts";

const timeoutMs = 60_000;
const gibibyte = 1024 ** 3;
/** A pipeline of some size writes more than this in its first hour. */
const leastBytes = 10 * gibibyte;

/** How much room the file system of the work directory has. Quotas of an account are not in it: no command tells of them everywhere. */
export async function checkFreeSpace({ channel, environment }: CheckContext): Promise<StepResult> {
  const path = await expandPath(environment.config.workDir, channel);
  const result = await ask(channel, path);
  const freeBytes = result === undefined ? undefined : parseFreeSpace(result);
  if (freeBytes === undefined)
    return { status: "skipped", summary: `Not known: df does not answer for ${path} on ${channel.peer.hostName}.` };
  const summary = `${renderBytes(freeBytes)} are free in ${path}.`;
  if (freeBytes >= leastBytes) return { status: "passed", summary };
  return { status: "warning", summary, cure: "Remove what is not needed there, or choose a work directory with more room." };
}

/** An agent that is older than this question refuses it; some small systems have no df. */
async function ask(channel: CheckContext["channel"], path: string): Promise<CommandResult | undefined> {
  try {
    return await channel.run({ words: renderFreeSpace(path), timeoutMs });
  } catch (error) {
    if (isAppError(error, "agent.refused") || isAppError(error, "command.not_started")) return undefined;
    throw error;
  }
}

/** In bytes. Names of file systems and of folders may hold blanks, so the numbers are found by their neighbours. */
export function parseFreeSpace({ exitCode, stdout }: CommandResult): number | undefined {
  const free = /\s\d+\s+-?\d+\s+(?<free>-?\d+)\s+(?:\d+%|-)\s+\//.exec(stdout)?.groups?.["free"];
  return exitCode !== 0 || free === undefined ? undefined : Math.max(0, Number(free)) * 1024;
}

/** As people say it. */
export function renderBytes(bytes: number): string {
  const units = ["GiB", "TiB", "PiB"];
  let size = bytes / gibibyte;
  while (size >= 1024 && units.length > 1) {
    size /= 1024;
    units.shift();
  }
  return `${size.toFixed(size < 10 ? 1 : 0)} ${units[0] ?? ""}`;
}
