import type { CommandResult, JobSighting, SchedulerJobId } from "@postern/domain";

import { complaint } from "../complaint.ts";
import { plainest } from "../plainest.ts";
import type { SchedulerCommand } from "../scheduler.ts";
import { placeWords, readJobId } from "./job-id.ts";
import { markedLines, marker } from "./marker.ts";
import { parseExitPair, sightingOf } from "./states.ts";
import { isUnknownJob } from "./status.ts";

/** First the controller, which remembers ended jobs for minutes; then accounting, where the site has it. */
export function renderFinal(job: SchedulerJobId): readonly SchedulerCommand[] {
  const place = placeWords(job);
  const { number } = readJobId(job);
  return [
    { words: ["scontrol", ...place, "show", "job", number] },
    { words: ["sacct", ...place, "-X", "-n", "-P", `--delimiter=${marker}`, "-o", "JobID,State,ExitCode", "-j", number] },
  ];
}

/**
 * Reads the answers of `renderFinal`, in order. `absent` when no source knows the job; `nothing`
 * when one of them failed and the other does not know it. Never throws.
 */
export function parseFinal(results: readonly CommandResult[], job: SchedulerJobId): JobSighting {
  const [controller, accounting] = results;
  const fromController = controller === undefined ? notAsked("scontrol") : readController(controller, job);
  if (fromController.seen !== "absent" && fromController.seen !== "nothing") return fromController;

  const fromAccounting = accounting === undefined ? notAsked("sacct") : readAccounting(accounting, job);
  if (fromAccounting.seen === "ended") return fromAccounting;
  if (fromController.seen === "nothing") return fromController;
  // Accounting alone never proves life: it keeps jobs as RUNNING for ever when their end got lost.
  return fromAccounting.seen === "nothing" ? fromAccounting : { seen: "absent" };
}

function readController(result: CommandResult, job: SchedulerJobId): JobSighting {
  if (result.exitCode !== 0) return isUnknownJob(result) ? { seen: "absent" } : { seen: "nothing", reason: complaint(result) };
  const { number } = readJobId(job);
  const records = result.stdout.split(/^JobId=/m).filter((text) => text.startsWith(`${number} `));
  const told = records.flatMap((record) => {
    const state = field(record, "JobState");
    if (state === undefined) return [];
    const exit = parseExitPair(field(record, "ExitCode") ?? "");
    return [sightingOf({ state, reason: field(record, "Reason") ?? "", ...(exit === undefined ? {} : { exit }) })];
  });
  const best = told.reduce<JobSighting | undefined>((one, other) => plainest(one, other), undefined);
  return best ?? { seen: "nothing", reason: "scontrol did not show the job in a form we know." };
}

function readAccounting(result: CommandResult, job: SchedulerJobId): JobSighting {
  // A site without accounting never knows the job: that source is empty, not broken.
  if (/accounting storage is disabled/i.test(result.stderr)) return { seen: "absent" };
  if (result.exitCode !== 0) return { seen: "nothing", reason: complaint(result) };
  const { number } = readJobId(job);
  const told = markedLines(result)
    .filter(({ first }) => first === number)
    .map(({ rest }) => {
      // markedLines cut the line at the first marker; the second one stands between its two last fields.
      const [state = "", , exitText = ""] = rest;
      const exit = parseExitPair(exitText);
      return sightingOf({ state, reason: "", ...(exit === undefined ? {} : { exit }) });
    });
  return told.reduce<JobSighting>((one, other) => plainest(one, other), { seen: "absent" });
}

/** `Name=value` of scontrol, up to the next blank; the reason may hold none either. */
function field(record: string, name: string): string | undefined {
  return new RegExp(`(?:^|\\s)${name}=(\\S+)`).exec(record)?.[1];
}

function notAsked(program: string): JobSighting {
  return { seen: "nothing", reason: `${program} was not asked.` };
}
