import { Counter, Gauge } from "prom-client";
import type { Registry } from "prom-client";
import type { QuestionOutcome } from "../launches/sweep/question-tally.ts";

const perCluster = ["cluster"] as const;
const perCommand = ["cluster", "command"] as const;

/** What we publish of our own. Each has its line in docs/guides/metrics.md. Labels take few values: each one is a series that is kept for months. */
export function makeMeters(registry: Registry) {
  const registers = [registry];
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames: perCommand, registers });
  return {
    buildInfo: gauge("postern_build_info", "1, with the version of this server.", ["version"]),
    leading: gauge("postern_leading", "1 on the server that follows the runs, 0 on the others."),
    sealed: gauge("postern_vault_sealed", "1 while the vault is sealed, and no secret can be used."),
    agents: gauge("postern_agents_connected", "Agents that are connected to this server."),
    limit: gauge("postern_scheduler_questions_limit", "Questions that one account may ask its scheduler in any minute."),
    left: gauge("postern_scheduler_questions_left", "Questions that the account may still ask in this minute.", perCluster),
    interval: gauge("postern_scheduler_interval_seconds", "Time between two status questions, now.", perCluster),
    answer: gauge("postern_scheduler_answer_seconds", "How long the last status question waited for its answer.", perCluster),
    lastAsked: gauge("postern_scheduler_asked_timestamp_seconds", "When the last status question was asked.", perCluster),
    environments: gauge(
      "postern_scheduler_environment_info",
      "1 for each environment with unfinished runs, and the cluster it is asked at.",
      ["cluster", "environment"],
    ),
    questions: {
      asked: counter("postern_scheduler_questions_total", "Questions that were asked of schedulers."),
      denied: counter("postern_scheduler_questions_denied_total", "Questions that were not asked because the minute had its share."),
      unanswered: counter("postern_scheduler_questions_unanswered_total", "Questions to which no answer came."),
    } satisfies Record<QuestionOutcome, unknown>,
  };
}
