/** One call as it went over the wire. */
export interface Exchange {
  readonly method: string;
  /** Below the root of the API, with its query: `/orgs?role=owner`. */
  readonly path: string;
  /** The value that was sent as JSON. */
  readonly requestBody?: unknown;
  readonly status: number;
  readonly contentType?: string | undefined;
  readonly text: string;
}
