import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import { pruneAgentEvents } from "../features/agents/event-store.ts";
import type { Reconciler } from "./driver.ts";

const dayMs = 86_400_000;
const keptDays = 90;
const keptOfAgent = 1_000;

/** Keeps the history of agents small: it is for whoever asks why one was away. What lasts is the audit trail. */
export class AgentEventReconciler implements Reconciler {
  readonly name = "agent-events";
  readonly intervalMs = 3_600_000;
  readonly #parts: { readonly database: Database; readonly clock: Clock };

  constructor(parts: { readonly database: Database; readonly clock: Clock }) {
    this.#parts = parts;
  }

  step(): Promise<void> {
    const { clock, database } = this.#parts;
    return pruneAgentEvents(database.query, { before: clock.now() - keptDays * dayMs, keep: keptOfAgent });
  }
}
