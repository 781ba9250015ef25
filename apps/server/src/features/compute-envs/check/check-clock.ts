import { expandPath } from "../../../clusters/expand-path.ts";
import type { MarkedCheckContext } from "./check-context.ts";
import type { StepResult } from "./check-step.ts";
import { removeTrialFile, writeTrialFile } from "./trial-file.ts";

/** Certificates and sign-ins stand some minutes; times of tasks that are a minute off mislead whoever reads them. */
const mostMs = 60_000;

/**
 * The clock of the file system against ours: a new file carries the time at which it was made. So it needs no command that an agent's policy
 * would have to allow, and it is the clock that Nextflow compares files by.
 */
export async function checkClock({ channel, clock, environment, mark }: MarkedCheckContext): Promise<StepResult> {
  const path = await expandPath(environment.config.workDir, channel);
  const before = clock.now();
  const file = await writeTrialFile(channel, path, mark);
  const after = clock.now();
  const made = (await channel.stat(file.path))?.modifiedAt;
  await removeTrialFile(channel, file);
  if (made === undefined) return { status: "skipped", summary: "Not known: the file that was made to see it is gone." };
  const offMs = offBy(made, { before, after });
  if (Math.abs(offMs) <= mostMs) return { status: "passed", summary: "The cluster and this server agree on the time." };
  const seconds = String(Math.round(Math.abs(offMs) / 1000));
  return {
    status: "warning",
    summary: `The cluster is ${seconds} s ${offMs > 0 ? "ahead of" : "behind"} this server.`,
    cure: "Let both machines take their time from the same servers (NTP); ask the administrators of the one that is wrong.",
  };
}

/** 0 when it was made while we waited. Positive: the other clock is ahead. */
function offBy(made: number, { before, after }: { readonly before: number; readonly after: number }): number {
  if (made > after) return made - after;
  return made < before ? made - before : 0;
}
