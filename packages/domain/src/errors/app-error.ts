import { catalogue } from "./catalogue.ts";
import type { ErrorCode, ErrorKind } from "./catalogue.ts";

/** A thing that stands in the way of what was asked, such as an environment that uses a credential. */
export interface Conflict {
  readonly type: string;
  readonly id: string;
  readonly name: string;
}

export interface AppErrorOptions {
  /** For the operator's log. Never shown to the person who asked. */
  readonly detail?: string;
  readonly cause?: unknown;
  /** Request members at fault, as JSON pointers or query names. */
  readonly fields?: readonly string[];
  /** Seconds after which asking again makes sense; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** What uses the thing that was to be deleted. The person who asked may see all of it. */
  readonly conflicts?: readonly Conflict[];
  /** The permission that is missing. */
  readonly permission?: string;
}

/**
 * The only error that Postern throws on purpose.
 *
 * `message` is for the person who asked: what failed, on which thing, nothing secret.
 * `detail` is for the operator's log. Kind and hint come from the catalogue.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly fields: readonly string[];
  readonly retryAfterSeconds: number | undefined;
  readonly conflicts: readonly Conflict[];
  readonly permission: string | undefined;

  constructor(code: ErrorCode, message: string, options: AppErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = options.detail;
    this.fields = options.fields ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.conflicts = options.conflicts ?? [];
    this.permission = options.permission;
  }

  get kind(): ErrorKind {
    return catalogue[this.code].kind;
  }

  get hint(): string {
    return catalogue[this.code].hint;
  }
}

/** Whether a value is an `AppError`, of the given code if one is named. */
export function isAppError(value: unknown, code?: ErrorCode): value is AppError {
  return value instanceof AppError && (code === undefined || value.code === code);
}
