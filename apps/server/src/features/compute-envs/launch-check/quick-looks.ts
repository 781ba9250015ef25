import { renderLookup } from "@postern/agent-protocol";
import { isAppError } from "@postern/domain";
import type { Scheduler } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import { moduleTroubleIn } from "../../../clusters/module-system.ts";
import { askAsLauncher } from "../check/ask-as-launcher.ts";
import { moduleFailure } from "../check/module-failure.ts";
import { tryToWrite } from "../check/check-work-dir.ts";

/** What a look before a launch says. `unknown`: it could not be told, which keeps nobody from launching. */
export type QuickAnswer =
  | { readonly kind: "well" }
  | { readonly kind: "unknown" }
  | { readonly kind: "ill"; readonly step: string; readonly summary: string; readonly cure: string; readonly detail?: string };

const timeoutMs = 8000;
const well: QuickAnswer = { kind: "well" };

export async function lookAtDirectory(channel: CommandChannel, path: string, mark: string): Promise<QuickAnswer> {
  const problem = await tryToWrite(channel, path, mark);
  return problem === undefined ? well : { kind: "ill", step: "Work directory", ...problem };
}

/** Its commands are there, and it answers. */
export async function lookAtScheduler(
  channel: CommandChannel,
  scheduler: Scheduler,
  take: (count: number) => boolean,
): Promise<QuickAnswer> {
  const step = "Scheduler";
  const probes = scheduler.renderProbes(undefined);
  if (!take(probes.length)) return { kind: "unknown" };
  try {
    for (const { command, judge } of probes) {
      const result = await channel.run({ ...command, timeoutMs });
      const verdict = judge(result);
      if ("problem" in verdict) return { kind: "ill", step, summary: verdict.problem, cure: verdict.cure, detail: result.stderr };
    }
    return well;
  } catch (error) {
    if (!isAppError(error, "command.not_started")) throw error;
    return { kind: "ill", step, summary: error.message, cure: error.hint };
  }
}

const none = "postern-none";
/** As `renderLookup`, and says itself that nothing is there: a pre-run script that fails has said nothing of Nextflow. */
const lookupAfterPreRun = ["sh", "-c", 'command -v -- "$1" || echo postern-none', "sh", "nextflow"] as const;

/** Where the launcher will look for it, without starting a Java machine on the login node. */
export async function lookForNextflow(channel: CommandChannel, preRun: string | undefined): Promise<QuickAnswer> {
  const words = preRun === undefined ? renderLookup("nextflow") : lookupAfterPreRun;
  const answer = await askAsLauncher({ channel, preRun }, { words, timeoutMs });
  if (answer === "not-tried") return { kind: "unknown" };
  const trouble = moduleTroubleIn(answer);
  if (trouble !== undefined) return { kind: "ill", step: "Modules", ...moduleFailure(trouble), detail: answer.stderr.slice(-4000) };
  const said = answer.stdout.trim().split("\n").at(-1) ?? "";
  if (answer.exitCode === 0 && said !== "" && said !== none) return well;
  // Something ended it, or the pre-run script did.
  if (preRun === undefined ? answer.exitCode > 128 : said !== none) return { kind: "unknown" };
  return {
    kind: "ill",
    step: "Nextflow",
    summary: `It is not found on ${channel.peer.hostName}.`,
    cure: "Load it in the pre-run script, or choose a version of Nextflow for the launch.",
    detail: answer.stderr.slice(-4000),
  };
}
