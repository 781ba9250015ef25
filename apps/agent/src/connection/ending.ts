import { closeCodes } from "@postern/agent-protocol";

/** How one attempt to serve ended, from the dial to the close. */
export interface Ending {
  /** In words for the log: lower case, no full stop. */
  readonly reason: string;
  readonly closeCode?: number;
  /** HTTP status of a refused upgrade. */
  readonly status?: number;
  /** The server asked for at least this long. */
  readonly retryAfterMs?: number;
  /** How long it served, from the welcome on; `undefined` when it was never welcomed. */
  readonly servedMs?: number;
}

/** What comes after an ending. Nothing ends the agent. */
export interface NextStep {
  /** `slow`: only a person can change something. `yield`: another agent serves under this name; come back only when it has gone. */
  readonly pace: "back-off" | "slow" | "yield";
  readonly reason: string;
}

export function stepAfter(ending: Ending): NextStep {
  if (ending.status !== undefined) return stepAfterStatus(ending.status);
  switch (ending.closeCode) {
    case closeCodes.replaced:
      return { pace: "yield", reason: "another agent serves under this connection ID; this one takes over when that one ends" };
    case closeCodes.versionUnsupported:
      return { pace: "slow", reason: "the server speaks another protocol version; download the agent that belongs to it" };
    case closeCodes.tokenInvalid:
      return { pace: "slow", reason: "the access token is no longer valid; make a new one and start the agent with it" };
    case closeCodes.revoked:
      return { pace: "slow", reason: "this agent was revoked; allow it again on the page of the agent, or end it here" };
    case closeCodes.tooMany:
      return { pace: "slow", reason: "you have more agents than one person may; forget some that are not needed on the page of agents" };
    default:
      return { pace: "back-off", reason: ending.reason };
  }
}

function stepAfterStatus(status: number): NextStep {
  if (status === 401 || status === 403) {
    return { pace: "slow", reason: `the server refuses the access token (${String(status)}); make a new one and start the agent with it` };
  }
  if (status === 404 || (status >= 300 && status < 400)) {
    return { pace: "back-off", reason: `no Postern answers at this address (${String(status)}); check --url` };
  }
  return { pace: "back-off", reason: `the server answered ${String(status)}` };
}
