import { limits } from "@postern/agent-protocol";

import type { UnaskedLimits } from "./intake/unasked.ts";

/** Times in ms, sizes in bytes. */
export interface AgentGatewaySettings {
  readonly heartbeatMs: number;
  /** An agent that answers no heartbeat for so long is taken for dead. */
  readonly deadlineMs: number;
  readonly helloDeadlineMs: number;
  /** How long after the limit of a request its answer is still awaited. */
  readonly answerSlackMs: number;
  /** How long the requests of an agent whose connection broke wait for it to come back. */
  readonly resumeGraceMs: number;
  /** How often a sign of life is written down. The registry knows it exactly. */
  readonly touchMs: number;
  readonly maxConcurrentRequests: number;
  /** Requests that may wait for a free place, for each agent. */
  readonly maxWaitingRequests: number;
  /** An agent that lets more than this pile up in our send buffer is cut off. */
  readonly maxBufferedBytes: number;
  readonly maxConnections: number;
  /** Of these for one person, whose agents must not keep those of others out. */
  readonly maxConnectionsOfOne: number;
  /**
   * Of messages that have not come to their end, for one person. Then one connection is read after the other, so it must be no
   * less than the largest message.
   */
  readonly maxHeldBytesOfOne: number;
  /** Messages that nobody asked for, between two heartbeats. */
  readonly maxUnasked: Omit<UnaskedLimits, "windowMs">;
  /** Tokens being checked at one time. */
  readonly maxPendingUpgrades: number;
  /** How long closing waits for agents to close their side. */
  readonly closeGraceMs: number;
}

export const defaultAgentGatewaySettings: AgentGatewaySettings = {
  heartbeatMs: 20_000,
  deadlineMs: 60_000,
  helloDeadlineMs: limits.helloDeadlineMs,
  answerSlackMs: limits.answerSlackMs,
  resumeGraceMs: 60_000,
  touchMs: 60_000,
  maxConcurrentRequests: limits.maxConcurrentRequests,
  maxWaitingRequests: 256,
  maxBufferedBytes: 2 * limits.maxFrameBytes,
  maxConnections: 20_000,
  maxConnectionsOfOne: 1_000,
  maxHeldBytesOfOne: 64 * 1024 * 1024,
  maxUnasked: { maxOfConnection: 5_000, maxOfPerson: 100_000 },
  maxPendingUpgrades: 1_000,
  closeGraceMs: 2_000,
};
