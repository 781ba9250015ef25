import type { ComputeEnvId } from "@postern/domain";
import type { Look } from "./sweep-pace.ts";

/** How often one account asks its scheduler. */
export interface AskedAccount extends Look {
  /** Questions of all kinds, of all environments of the account. */
  readonly askedInLastMinute: number;
  readonly intervalMs: number;
}

export interface AskedOf {
  /** Of several servers one asks, and only that one knows. */
  readonly isAskedHere: boolean;
  /** The most that one account asks in any minute. */
  readonly perMinute: number;
  readonly accounts: readonly AskedAccount[];
}

export interface QuestionCounts {
  describeQuestions(id: ComputeEnvId): AskedOf;
}
