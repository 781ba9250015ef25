import type { ClusterOffer, OfferedQueue } from "@postern/contracts";
import { formatMemorySize } from "../../format/memory-size.ts";
import { formatTimeSpan, parseTimeSpan } from "../../format/time-span.ts";
import type { Suggestion } from "../../ui/SuggestField.tsx";

export const queueSuggestions = (offer: ClusterOffer | undefined): readonly Suggestion[] =>
  (offer?.queues ?? []).map((queue) => ({ name: queue.name, about: queueWords(queue) }));

export const accountSuggestions = (offer: ClusterOffer | undefined): readonly Suggestion[] =>
  (offer?.accounts ?? []).map(({ name }) => ({ name }));

/** Those of the chosen account; of all of them while it is not one that the cluster named. */
export function qosSuggestions(offer: ClusterOffer | undefined, account: string): readonly Suggestion[] {
  const accounts = offer?.accounts ?? [];
  const chosen = accounts.filter(({ name }) => name === account.trim());
  const names = new Set((chosen.length === 0 ? accounts : chosen).flatMap(({ qualities }) => qualities));
  return [...names].map((name) => ({ name }));
}

/** "default · up to 2 d, 48 processors, 188 GB · 1 h unless asked for · 42 nodes" */
export function queueWords(queue: OfferedQueue): string {
  const limits = [
    queue.maxWallTimeSeconds === null ? "" : formatTimeSpan(queue.maxWallTimeSeconds),
    queue.maxCpus === null ? "" : `${String(queue.maxCpus)} processors`,
    queue.maxMemoryMb === null ? "" : formatMemorySize(queue.maxMemoryMb),
  ].filter((words) => words !== "");
  const usual = queue.defaultWallTimeSeconds;
  const marks = [
    queue.isDefault ? "default" : "",
    queue.isOpen ? "" : "closed",
    limits.length === 0 ? "" : `up to ${limits.join(", ")}`,
    usual === null ? "" : `${formatTimeSpan(usual)} unless asked for`,
    queue.nodes === null ? "" : `${String(queue.nodes)} ${queue.nodes === 1 ? "node" : "nodes"}`,
  ];
  return marks.filter((words) => words !== "").join(" · ");
}

/** What is known of the queue that is named, or of the one that is taken by itself; `other` when nothing is. */
export function limitWords(offer: ClusterOffer | undefined, queueName: string, other: string): string {
  const name = queueName.trim();
  const queue = (offer?.queues ?? []).find((one) => (name === "" ? one.isDefault : one.name === name));
  const words = queue === undefined ? "" : queueWords(queue);
  return queue === undefined || words === "" ? other : `${other} ${queue.name}: ${words}.`;
}

/** Why a job of this wall time would wait in the queue for ever; `undefined` when nothing speaks against it. */
export function wallTimeWarning(offer: ClusterOffer | undefined, queueName: string, wallTime: string): string | undefined {
  const queues = offer?.queues ?? [];
  const queue = queues.find(({ name, isDefault }) => (queueName.trim() === "" ? isDefault : name === queueName.trim()));
  const asked = parseTimeSpan(wallTime);
  const most = queue?.maxWallTimeSeconds ?? null;
  if (queue === undefined || most === null || asked === undefined || asked <= most) return undefined;
  return `The queue ${queue.name} gives at most ${formatTimeSpan(most)}.`;
}
