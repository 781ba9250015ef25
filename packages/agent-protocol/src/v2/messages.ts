import type { ErrorCode } from "@postern/domain";

/** First frame of the agent. Members: SPEC.md, section 3. */
export interface Hello {
  readonly type: "hello";
  readonly versions: readonly number[];
  readonly agentVersion: string;
  readonly instanceId: string;
  readonly connectionId: string;
  readonly userName: string;
  readonly hostName: string;
  readonly workDir: string;
  readonly programs: readonly string[];
  readonly isYielding: boolean;
  /** What it can do beyond the first version; names that are not known are ignored. */
  readonly capabilities: readonly string[];
}

/** First frame of the server. */
export interface Welcome {
  readonly type: "welcome";
  readonly version: number;
  readonly fence: number;
  readonly heartbeatMs: number;
  readonly deadlineMs: number;
  readonly serverVersion: string;
  /** Those of the hello that the server has too: they are in force on this connection. */
  readonly capabilities: readonly string[];
  /** Requests of earlier connections of this process whose answers are still awaited. */
  readonly awaited: readonly string[];
}

export interface HeartbeatMessage {
  readonly type: "heartbeat" | "heartbeat-ack";
  readonly seq: number;
}

/** `operation` is checked apart from the frame, so that a bad one fails alone. */
export interface RequestMessage {
  readonly type: "request";
  readonly id: string;
  readonly fence: number;
  readonly timeoutMs: number;
  readonly operation: unknown;
}

/** Nobody waits for the answer any more. */
export interface CancelMessage {
  readonly type: "cancel";
  readonly id: string;
}

/** The result arrived, and need not be kept any longer. */
export interface ResultAckMessage {
  readonly type: "result-ack";
  readonly id: string;
}

/** `value` is read by the kind of operation that the server remembers for the id. */
export type ResultMessage =
  | { readonly type: "result"; readonly id: string; readonly ok: true; readonly value: unknown }
  | { readonly type: "result"; readonly id: string; readonly ok: false; readonly error: ResultError };

export interface ResultError {
  readonly code: ResultErrorCode;
  readonly message: string;
}

/** What an agent may answer instead of a value. A code that the reader does not know becomes `agent.gone`. */
export const resultErrorCodes = [
  "agent.offline",
  "agent.busy",
  "agent.refused",
  "agent.protocol",
  "agent.gone",
  "command.timeout",
  "command.not_started",
  "file.not_found",
  "file.failed",
] as const satisfies readonly ErrorCode[];
export type ResultErrorCode = (typeof resultErrorCodes)[number];

/** The agent was told to end. */
export interface Goodbye {
  readonly type: "goodbye";
  readonly reason: string;
}

/** Something of a later version. Ignored. */
export interface UnknownMessage {
  readonly type: "unknown";
}

export type AgentMessage = Hello | HeartbeatMessage | ResultMessage | Goodbye | UnknownMessage;
export type ServerMessage = Welcome | HeartbeatMessage | RequestMessage | CancelMessage | ResultAckMessage | UnknownMessage;
