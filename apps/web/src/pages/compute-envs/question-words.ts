import type { EnvironmentQuestionsResponse } from "@postern/contracts";
import { formatDuration } from "../../format/duration.ts";
import { formatTimeSpan } from "../../format/time-span.ts";

type Account = EnvironmentQuestionsResponse["accounts"][number];

/** What is answered faster is never a reason to ask more seldom. */
const promptMs = 1000;

/** Why there is nothing to tell, or how it is told; `undefined` where one account says it all. */
export function questionsNote({ isAskedHere, accounts }: EnvironmentQuestionsResponse): string | undefined {
  if (accounts.length > 1) return `${String(accounts.length)} accounts have unfinished runs here, and each asks for itself.`;
  if (accounts.length === 1) return undefined;
  return isAskedHere
    ? "Nobody has unfinished runs here, so its scheduler is not asked."
    : "Another server of this installation follows the runs, and asks its scheduler.";
}

export const rhythmWords = ({ intervalSeconds }: Account): string => `every ${formatTimeSpan(intervalSeconds)}`;

/** "in 85 ms" · "in 12 s, which is slow: so it is asked more seldom" */
export function answerWords({ lastAnswerMs }: Account): string {
  const time = `in ${formatDuration(lastAnswerMs)}`;
  return lastAnswerMs > promptMs ? `${time}, which is slow: so it is asked more seldom` : time;
}

/** "2 of at most 30 questions" */
export function budgetWords({ askedInLastMinute }: Account, limitPerMinute: number): string {
  const counted = `${String(askedInLastMinute)} of at most ${String(limitPerMinute)} questions`;
  return askedInLastMinute < limitPerMinute ? counted : `${counted}, so others wait`;
}
