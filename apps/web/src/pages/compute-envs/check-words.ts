import type { CheckOutcome, CheckReason, CheckScheduleResponse } from "@postern/contracts";
import { checkLook } from "../../ui/state-looks.ts";
import type { StateLook } from "../../ui/StateMark.tsx";

const reasons: Readonly<Record<CheckReason, string>> = {
  asked: "asked for",
  return: "agent came back",
  schedule: "on schedule",
  launch: "before a launch",
};

/** Why it was checked, in the words that stand behind a time. */
export const reasonWords = (reason: CheckReason): string => reasons[reason];

const outcomes: Readonly<Record<CheckOutcome, StateLook>> = {
  passed: checkLook("passed"),
  warning: checkLook("warning"),
  failed: checkLook("failed"),
  unreached: { shape: "question", tone: "unknown", word: "Not reached" },
  stopped: { ...checkLook("skipped"), word: "Stopped" },
};

export const outcomeLook = (outcome: CheckOutcome): StateLook => outcomes[outcome];

type Schedule = Pick<CheckScheduleResponse, "everyHours" | "isManaged" | "isOn" | "nextAt">;

/** How it is with checks that nobody asks for; the moment of the next one is told behind it, where there is one. */
export function scheduleWords({ everyHours, isManaged, isOn, nextAt }: Schedule): string {
  if (isManaged) return "Everybody acts here with a key of their own, so it is looked at when somebody launches, or checks it.";
  if (everyHours === null) return "This server checks no environment by itself.";
  if (!isOn) return "It is not on the schedule: it is checked when somebody asks, and looked at before launches.";
  const rhythm = everyHours === 1 ? "Checked every hour" : `Checked every ${String(everyHours)} hours`;
  return nextAt === null ? `${rhythm} while it is not disabled.` : `${rhythm}, without a job.`;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** "The next is in about 4 h." Looks are spread and wait for each other, so nobody is promised a minute. */
export function nextWords(atMs: number, nowMs: number): string {
  const left = atMs - nowMs;
  if (left < minuteMs) return "The next is due.";
  const about = left < 2 * hourMs ? `${String(Math.round(left / minuteMs))} min` : `${String(Math.round(left / hourMs))} h`;
  return `The next is in about ${about}.`;
}

export interface UnfinishedRuns {
  readonly submitted: number;
  readonly running: number;
  readonly unknown: number;
}

/** "3 running, 12 waiting" · "none" */
export function runWords({ submitted, running, unknown }: UnfinishedRuns): string {
  const parts = [
    { count: running, word: "running" },
    { count: submitted, word: "waiting" },
    { count: unknown, word: "unknown" },
  ];
  const told = parts.filter(({ count }) => count > 0).map(({ count, word }) => `${count.toLocaleString()} ${word}`);
  return told.length === 0 ? "none" : told.join(", ");
}
