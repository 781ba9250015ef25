/** Why a side closed the connection (SPEC.md, section 7). */
export const closeCodes = {
  normal: 1000,
  goingAway: 1001,
  tooMuch: 1008,
  tooLarge: 1009,
  serverTrouble: 1011,
  restarting: 1012,
  protocol: 4100,
  helloLate: 4101,
  versionUnsupported: 4102,
  replaced: 4103,
  heartbeatMissed: 4104,
  tokenInvalid: 4105,
  tooSlow: 4106,
  revoked: 4107,
  tooMany: 4108,
} as const;

export type CloseCode = (typeof closeCodes)[keyof typeof closeCodes];
