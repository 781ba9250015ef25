const kib = 1024;
const mib = 1024 * kib;

/** What the incumbent's agent keeps, and what a server does so that it need not (SPEC-legacy.md, section 4). */
export const legacyLimits = {
  /** Of output in one answer; what is beyond, the agent drops without saying so. */
  maxResultBytes: 10 * mib,
  /** An answer holds its output twice, as base64 and as text. */
  maxFrameBytes: 40 * mib,
  /** `sh -c` gets a command as one argument, and Linux lets one have 128 KiB. */
  maxCommandChars: 120 * kib,
  /** Of output that a server asks for in one answer: some builds of the agent cannot send a frame above 1 MiB. */
  pageBytes: 256 * kib,
  /** How long an agent waits for the answer to its upgrade request. */
  upgradePatienceMs: 5_000,
  heartbeatMs: 45_000,
} as const;
