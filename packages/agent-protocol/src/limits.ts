const kib = 1024;
const mib = 1024 * kib;

/** Sizes and counts that both sides keep (SPEC.md, section 2). Bytes and milliseconds. */
export const limits = {
  maxFrameBytes: 8 * mib,
  /** Of the first message of an agent: before that nobody knows who it is. */
  maxHelloBytes: 256 * kib,
  maxFileBytes: 4 * mib,
  maxOutputBytes: 2 * mib,
  defaultOutputBytes: mib,
  maxStdinBytes: mib,
  maxWords: 1_000,
  maxWordsBytes: 128 * kib,
  maxPathBytes: 4_096,
  maxEntries: 10_000,
  maxPrograms: 1_000,
  /** Together: a server keeps them for as long as the agent is connected. */
  maxProgramsChars: 32 * kib,
  maxConcurrentRequests: 64,
  maxCapabilities: 100,
  /** Ids in a welcome. */
  maxAwaited: 1_000,
  /** Answers that an agent keeps until they are acknowledged, and their size together. */
  maxKeptResults: 64,
  maxKeptBytes: 32 * mib,
  /** Open on one connection, both ways together. */
  maxStreams: 8,
  /** Bytes of one stream that its reader has not taken yet. */
  streamWindowBytes: 4 * mib,
  /** Bytes in one frame of a stream: on a slow line a heartbeat waits for no more than this. */
  streamPieceBytes: 256 * kib,
  maxTimeoutMs: 3_600_000,
  helloDeadlineMs: 10_000,
  /** How long after its limit an answer is still awaited. */
  answerSlackMs: 10_000,
  maxMessageChars: 4_000,
  maxNameChars: 255,
  maxConnectionIdChars: 128,
} as const;
