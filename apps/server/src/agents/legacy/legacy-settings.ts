import { legacyLimits } from "@postern/agent-protocol";

/** Times in ms, sizes in bytes. */
export interface LegacySettings {
  /** How often the server looks whether an agent is there. */
  readonly heartbeatMs: number;
  /** An agent without a command that shows no sign of life for so long is taken for dead. */
  readonly deadlineMs: number;
  readonly infoDeadlineMs: number;
  /** How long after the limit of a command its answer is still awaited. */
  readonly answerSlackMs: number;
  /** How long an agent may be stuck in a command before it has to connect anew. */
  readonly stuckMs: number;
  /** Operations that may wait for the one that is under way. */
  readonly maxWaiting: number;
  readonly maxBufferedBytes: number;
  readonly pageBytes: number;
  /** How long the connection that serves has for a sign of life when another one asks for its place. */
  readonly probeMs: number;
  /** Of one person, so many may wait for that at one time: the agents of others must not wait behind them. */
  readonly maxProbesOfOne: number;
  /** How long a command that is under way counts as such a sign. */
  readonly busyGraceMs: number;
  /** How long it is remembered that an agent had to give way. */
  readonly displacedMs: number;
  /** How long an agent that its owner revoked is turned away without a look into the storage. */
  readonly refusedMs: number;
}

export const defaultLegacySettings: LegacySettings = {
  heartbeatMs: 20_000,
  deadlineMs: 60_000,
  infoDeadlineMs: 10_000,
  answerSlackMs: 10_000,
  stuckMs: 60_000,
  maxWaiting: 256,
  maxBufferedBytes: 16 * 1024 * 1024,
  pageBytes: legacyLimits.pageBytes,
  probeMs: 2_000,
  maxProbesOfOne: 50,
  busyGraceMs: 30_000,
  displacedMs: 10 * 60_000,
  refusedMs: 30_000,
};
