/** What the codes mean to the incumbent's agent (SPEC-legacy.md, section 5). */
export const legacyCloseCodes = {
  goingAway: 1001,
  /** Only its policy name says "policy": the agent reads nothing but 4000 and 4001, and dials again. */
  revoked: 1008,
  tooLarge: 1009,
  serverTrouble: 1011,
  replaced: 1012,
  protocol: 1002,
  /** Ends the agent for good. A server has no reason to send it: see SPEC-legacy.md. */
  duplicate: 4000,
  /** The agent checks its token again, and ends when that is refused. */
  authenticateAgain: 4001,
} as const;

export type LegacyCloseCode = (typeof legacyCloseCodes)[keyof typeof legacyCloseCodes];
