/** First message of the agent, once for each connection. */
export interface LegacyInfo {
  readonly type: "info";
  readonly userName: string;
  readonly workDir: string;
  readonly agentVersion: string;
}

export interface LegacyHeartbeat {
  readonly type: "heartbeat";
}

export interface LegacyCommandResponse {
  readonly type: "command-response";
  readonly id: string;
  /** What the command printed, stderr among stdout; cut at the limit without a sign. */
  readonly result: Uint8Array;
  readonly exitStatus: number;
}

/** Of another version. Ignored. */
export interface LegacyUnknown {
  readonly type: "unknown";
}

export type LegacyAgentMessage = LegacyInfo | LegacyHeartbeat | LegacyCommandResponse | LegacyUnknown;

export interface LegacyCommandRequest {
  readonly type: "command-request";
  readonly id: string;
  /** For `sh -c`. */
  readonly command: string;
}

export type LegacyServerMessage = LegacyHeartbeat | LegacyCommandRequest;
