import { AppError, isAppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import type { Scheduler, SiteQuestion } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import { cleanText } from "../../../clean-text.ts";
import type { ClusterOffer, OfferProblem } from "./cluster-offer.ts";

/** Somebody waits at a form, and may type the names instead. */
const questionTimeoutMs = 15_000;

/**
 * Asks a scheduler what it offers to the account of the channel. A question without an answer spoils no other one.
 *
 * @throws scheduler.unanswered when nothing was answered. @throws what the channel does when the cluster is not reached at all.
 */
export async function askOffer(channel: CommandChannel, scheduler: Scheduler, askedAt: TimeMs): Promise<ClusterOffer> {
  // One after the other: a scheduler in trouble is asked once less.
  const queues = await ask(channel, "queues", scheduler.site.askQueues());
  const accounts = await ask(channel, "accounts", scheduler.site.askAccounts(channel.peer.userName));
  const problems = [...problemsOf(queues), ...problemsOf(accounts)];
  const [first] = problems;
  const isAnswered = [queues, accounts].some((answer) => "value" in answer && answer.value !== null);
  if (first !== undefined && !isAnswered) throw new AppError("scheduler.unanswered", first.message);
  return { askedAt, queues: valueOf(queues), accounts: valueOf(accounts), problems };
}

type Answer<Value> = { readonly value: Value | null } | OfferProblem;

async function ask<Value>(
  channel: CommandChannel,
  about: OfferProblem["about"],
  question: SiteQuestion<Value> | undefined,
): Promise<Answer<Value>> {
  if (question === undefined) return { value: null };
  try {
    const answer = await channel.run({ ...question.command, timeoutMs: questionTimeoutMs, isQuestion: true });
    return { value: question.read(answer) };
  } catch (error) {
    if (!isAppError(error) || !isOfQuestion(error)) throw error;
    return { about, message: cleanText(error.message) };
  }
}

/** The scheduler is at fault, or the policy on the cluster keeps the question back; the cluster itself was reached. */
function isOfQuestion({ code }: AppError): boolean {
  return ["scheduler.unclear", "command.timeout", "command.not_started", "agent.refused"].includes(code);
}

const problemsOf = (answer: Answer<unknown>): readonly OfferProblem[] => ("about" in answer ? [answer] : []);
const valueOf = <Value>(answer: Answer<Value>): Value | null => ("value" in answer ? answer.value : null);
