import { isAppError } from "@postern/domain";
import type { ErrorCode } from "@postern/domain";

/** One thing that was asked of one agent process, with all that became of it. */
export interface Act {
  readonly token: string;
  /** The process that served under the name when it was asked. */
  readonly instanceId: string;
  /** The processes that did it, once for each time. */
  readonly doneBy: string[];
  /** Once for each time that it settled. */
  readonly outcomes: ("answered" | ErrorCode | "other answer")[];
}

const notDone: readonly string[] = ["agent.offline", "agent.busy"];

/** Accounts for every request: who did it, and how it ended. */
export class LedgerOfActs {
  readonly acts = new Map<string, Act>();

  begin(instanceId: string): Act {
    const act: Act = { token: `token-${String(this.acts.size)}`, instanceId, doneBy: [], outcomes: [] };
    this.acts.set(act.token, act);
    return act;
  }

  settle(act: Act, result: PromiseSettledResult<{ readonly stdout: string }>): void {
    if (result.status === "fulfilled") act.outcomes.push(result.value.stdout === act.token ? "answered" : "other answer");
    else act.outcomes.push(isAppError(result.reason) ? result.reason.code : "server.internal");
  }

  done(token: string, instanceId: string): void {
    this.acts.get(token)?.doneBy.push(instanceId);
  }

  /** What contradicts the protocol; empty when all is well. */
  get faults(): readonly string[] {
    return [...this.acts.values()].flatMap((act) => faultsOf(act).map((fault) => `${fault}: ${JSON.stringify(act)}`));
  }

  /** Those that have not settled. */
  get underWay(): number {
    return [...this.acts.values()].filter(({ outcomes }) => outcomes.length === 0).length;
  }

  countOf(outcome: Act["outcomes"][number]): number {
    return [...this.acts.values()].filter((act) => act.outcomes.includes(outcome)).length;
  }
}

function faultsOf({ doneBy, outcomes, instanceId }: Act): readonly string[] {
  const [outcome = "nothing"] = outcomes;
  const faults: readonly (readonly [boolean, string])[] = [
    [outcomes.length !== 1, "it did not settle exactly once"],
    [doneBy.length > 1, "it was done more than once"],
    [doneBy.some((who) => who !== instanceId), "a process did it that was not asked"],
    [outcome === "answered" && doneBy.length !== 1, "it was answered and not done"],
    [notDone.includes(outcome) && doneBy.length > 0, "it was said not to be done, and was"],
    [!["answered", "agent.gone", ...notDone].includes(outcome), "it ended in a way of its own"],
  ];
  return faults.filter(([isFault]) => isFault).map(([, fault]) => fault);
}
