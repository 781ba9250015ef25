import type { CheckContext, TimedCheckContext } from "../check-context.ts";
import type { StepResult } from "../check-step.ts";
import { moduleFailure } from "../module-failure.ts";
import { findProfileTrouble, proposeProfile } from "./site-profile.ts";
import type { Trial } from "./trial.ts";
import type { TrialReport } from "./trial-report.ts";
import type { NoteProgress, TrialOutcome } from "./watch-trial.ts";

/** A node whose clock is off by this and more tells tasks wrong times. */
const mostClockOffMs = 60_000;

/** A small job is taken, gets a node, and finds there what a head job needs. */
export async function checkTrialJob(context: TimedCheckContext, trial: Trial, note: NoteProgress): Promise<StepResult> {
  const outcome = await trial.run(context, note);
  switch (outcome.state) {
    case "ran":
      return judgeReport(context, outcome);
    case "busy":
      return busy(outcome.reason, trial.settings.patienceMs);
    case "slow":
      return {
        status: "failed",
        summary: "The job started, did not end within minutes, and was cancelled.",
        cure: "Look at the pre-run script and at the file systems of the compute nodes: one of them hangs there.",
      };
    case "silent":
      return {
        status: "failed",
        summary: `The job ended${outcome.reason === "" ? "" : ` (${outcome.reason})`}, and the login node sees no report of it.`,
        cure: "Choose a work directory on a file system that login and compute nodes share, or ask why jobs end so.",
      };
    case "void":
      return { status: "skipped", summary: "Not needed any more." };
  }
}

function busy(reason: string, patienceMs: number): StepResult {
  const waited = String(Math.round(patienceMs / 60_000));
  return {
    status: "warning",
    summary: `The queue is busy: the job got no node within ${waited} min${reason === "" ? "" : ` (${reason})`}, and was cancelled.`,
    cure: "Check again when the queue is shorter, or let head jobs go to a queue for short jobs.",
  };
}

function judgeReport(context: TimedCheckContext, { report, tookMs }: Extract<TrialOutcome, { state: "ran" }>): StepResult {
  return (
    findMissing(context, report) ??
    findClockOff(context, report) ??
    findProfileTrouble(context, report) ?? {
      status: "passed",
      proposals: proposeProfile(context, report),
      summary: `Ran on ${report.host}, ${String(Math.round(tookMs / 1000))} s after it was submitted.`,
    }
  );
}

function findMissing(
  { environment }: Pick<CheckContext, "environment">,
  { host, isPrepared, moduleTrouble, programs }: TrialReport,
): StepResult | undefined {
  if (moduleTrouble !== undefined) return { status: "failed", ...moduleFailure(moduleTrouble) };
  if (!isPrepared) {
    const cure = "Mend the script: what it loads has to be there on compute nodes too, where head jobs run.";
    return { status: "failed", summary: `The pre-run script failed on ${host}.`, cure };
  }
  const missing = [
    ["java", "Java"],
    ["nextflow", "Nextflow"],
  ].flatMap(([program = "", name = ""]) => (programs.includes(program) || hasOwnJava(program, environment) ? [] : [name]));
  if (missing.length === 0) return undefined;
  const what = missing.join(" and ");
  return {
    status: "failed",
    summary: `${what} ${missing.length === 1 ? "is" : "are"} not found on ${host}, where head jobs run.`,
    cure: `Install ${what} on the compute nodes, or load it as a module or in the pre-run script of the environment.`,
  };
}

/** Nextflow finds a Java by its home as well, without one on the PATH. */
function hasOwnJava(program: string, { config }: CheckContext["environment"]): boolean {
  return program === "java" && (config.environment ?? []).some(({ name }) => name === "JAVA_HOME" || name === "NXF_JAVA_HOME");
}

function findClockOff({ clock }: Pick<TimedCheckContext, "clock">, { clockSeconds, host }: TrialReport): StepResult | undefined {
  // The report was read within moments of its writing, or later when a file system was slow: so only a clock ahead, or far behind, shows.
  const offMs = clockSeconds === undefined ? 0 : clockSeconds * 1000 - clock.now();
  if (offMs < mostClockOffMs && offMs > -3 * mostClockOffMs) return undefined;
  return {
    status: "warning",
    summary: `The clock of ${host} is ${String(Math.round(Math.abs(offMs) / 1000))} s ${offMs > 0 ? "ahead of" : "behind"} this server.`,
    cure: "Ask the administrators of the cluster to let the node take its time from their servers (NTP).",
  };
}
