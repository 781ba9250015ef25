/** What kind of trouble an answer, or its absence, is. `status` 0 means that no answer came. */
export interface ApiErrorFacts {
  readonly status: number;
  readonly message: string;
  readonly code?: string | undefined;
  /** Names the failure in the server's log. */
  readonly id?: string | undefined;
  readonly hint?: string | undefined;
  readonly fields?: readonly string[];
  readonly retryAfterSeconds?: number | undefined;
  /** The whole body, for the few answers that say more than a message. */
  readonly body?: unknown;
}

/** The one error that talking to the server throws. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string | undefined;
  readonly id: string | undefined;
  readonly hint: string | undefined;
  /** Request members at fault: JSON pointers or query names. */
  readonly fields: readonly string[];
  readonly retryAfterSeconds: number | undefined;
  readonly body: unknown;

  constructor(facts: ApiErrorFacts) {
    super(facts.message);
    this.status = facts.status;
    this.code = facts.code;
    this.id = facts.id;
    this.hint = facts.hint;
    this.fields = facts.fields ?? [];
    this.retryAfterSeconds = facts.retryAfterSeconds;
    this.body = facts.body;
  }

  /** Asking again later can help. */
  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Any thrown thing as an `ApiError`, so that pages show one shape. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError({ status: 0, message: `This page met a problem of its own: ${message}`, code: "page.failed" });
}

/** The names of request members at fault, without the path before them: `/launch/pipeline` is `pipeline`. */
export function faultyFields(error: unknown): readonly string[] {
  if (!(error instanceof ApiError)) return [];
  return error.fields.map((field) => field.split(/[/.]/).findLast((part) => part !== "") ?? field);
}
