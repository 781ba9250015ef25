import { createHash } from "node:crypto";
import { collectDefaultMetrics, Registry } from "prom-client";
import type { QuestionOutcome } from "../launches/sweep/question-tally.ts";
import { makeMeters } from "./make-meters.ts";
import type { MetricSources, SchedulerQuestions } from "./sources.ts";

/** The numbers of this process as text for Prometheus. Labels hold ids and hashes: no name of a person, a host or an account. */
export class MetricsPage {
  readonly #sources: MetricSources;
  readonly #registry = new Registry();
  readonly #meters: ReturnType<typeof makeMeters>;

  /** Begins to watch the process, for as long as it lives: make one only where somebody may look. */
  constructor(sources: MetricSources) {
    this.#sources = sources;
    this.#meters = makeMeters(this.#registry);
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  render(): Promise<string> {
    const { version, questions, agentCount, isSealed } = this.#sources;
    this.#meters.buildInfo.set({ version }, 1);
    this.#meters.agents.set(agentCount());
    this.#meters.sealed.set(Number(isSealed()));
    this.#fillQuestions(questions());
    return this.#registry.metrics();
  }

  // All of it in one go: accounts that nobody has runs under any more are gone from the page.
  #fillQuestions({ isAskedHere, perMinute, asked, accounts }: SchedulerQuestions): void {
    const { leading, limit, left, interval, answer, lastAsked, environments, questions } = this.#meters;
    for (const meter of [left, interval, answer, lastAsked, environments, ...Object.values(questions)]) meter.reset();
    leading.set(Number(isAskedHere));
    limit.set(perMinute);
    for (const { account, command, counts } of asked) {
      const labels = { cluster: clusterLabel(account), command };
      for (const outcome of outcomes) questions[outcome].inc(labels, counts[outcome]);
    }
    for (const { account, computeEnvId, askedInLastMinute, intervalMs, answerMs, startedAt } of accounts) {
      const cluster = clusterLabel(account);
      environments.set({ cluster, environment: computeEnvId }, 1);
      left.set({ cluster }, Math.max(0, perMinute - askedInLastMinute));
      interval.set({ cluster }, intervalMs / 1000);
      answer.set({ cluster }, answerMs / 1000);
      lastAsked.set({ cluster }, startedAt / 1000);
    }
  }
}

const outcomes: readonly QuestionOutcome[] = ["asked", "denied", "unanswered"];

// The account names a host and a user where it is reached by SSH.
function clusterLabel(account: string | undefined): string {
  if (account === undefined) return "others";
  return createHash("sha256").update(account).digest("hex").slice(0, 12);
}
