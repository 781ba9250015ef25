import { isAppError } from "@postern/domain";
import type { EndCause, RunVerdict, VerdictCause } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { BundlePaths } from "../bundle/bundle-paths.ts";
import { failureCause } from "./failure-cause.ts";

const tailBytes = 32 * 1024;

export type SettledStatus = Extract<RunVerdict, { act: "settle" }>["status"];

/** What can be done about it. */
const cures: Readonly<Record<EndCause, string>> = {
  memory: "It took more memory than it may: give the head job more in the compute environment, and launch again with resume.",
  time: "Its time was used up: give the head job more in the compute environment, and launch again with resume.",
  node: "Its node failed: launch again with resume; tasks that had ended need not run again.",
};

/** How Slurm, on nodes without control groups, says in the output of the job alone that it took too much memory. */
const tookTooMuch = /exceeded memory limit|oom[-_ ]kill/i;

/** One plain text for the person: what ended the run, as far as the evidence and its output tell. */
export async function explainEnd(
  channel: CommandChannel | undefined,
  paths: BundlePaths,
  verdict: { readonly status: SettledStatus; readonly cause: VerdictCause },
): Promise<string> {
  if (verdict.status === "CANCELLED") return "Cancelled.";
  const { cause } = verdict;
  switch (cause.kind) {
    case "exit-code":
      if (cause.exitCode === 0) return "Nextflow ended well, but its final report did not arrive.";
      return explainExit(channel, paths, cause);
    case "scheduler":
      return explainScheduler(channel, paths, cause);
    case "vanished":
      return "The scheduler no longer knows the job, and it left no exit code. Its node may have failed.";
    case "silence":
      return `Neither Nextflow nor the scheduler can be reached: ${cause.reason}`;
  }
}

/** What the scheduler did comes first: the console tells what came of it. */
async function explainExit(
  channel: CommandChannel | undefined,
  paths: BundlePaths,
  { exitCode, forcedBy, because }: Extract<VerdictCause, { kind: "exit-code" }>,
): Promise<string> {
  const told = (await causeIn(channel, paths.console)) ?? `Nextflow ended with exit code ${String(exitCode)}.`;
  return forcedBy === undefined ? told : ended({ reason: forcedBy, because, output: told });
}

async function explainScheduler(
  channel: CommandChannel | undefined,
  paths: BundlePaths,
  cause: Extract<VerdictCause, { kind: "scheduler" }>,
): Promise<string> {
  if (cause.exitCode === 0) return "The job ended well, but its final report did not arrive.";
  const output = await causeIn(channel, paths.job);
  if (cause.reason !== "") return ended({ ...cause, output });
  const told = `The job ended with exit code ${String(cause.exitCode)}.`;
  return output === undefined ? told : `${told} ${output}`;
}

interface Ended {
  readonly reason: string;
  readonly because?: EndCause | undefined;
  readonly output: string | undefined;
}

/** The cure stands before the output, which may be long. */
function ended({ reason, because, output }: Ended): string {
  const cause = because ?? (tookTooMuch.test(output ?? "") ? "memory" : undefined);
  return [`The scheduler ended the job: ${reason}.`, cause === undefined ? undefined : cures[cause], output]
    .filter((part) => part !== undefined)
    .join(" ");
}

async function causeIn(channel: CommandChannel | undefined, path: string): Promise<string | undefined> {
  if (channel === undefined) return undefined;
  try {
    const { bytes } = await channel.tail(path, tailBytes);
    return failureCause(new TextDecoder().decode(bytes));
  } catch (error) {
    // The verdict stands without it; the files may come into the kept logs later.
    if (!isAppError(error)) throw error;
    return undefined;
  }
}
