import type { ErrorResponse, Static } from "@postern/contracts";
import { ApiError } from "./api-error.ts";

export type QueryValue = string | number | boolean | undefined;

export interface CallOptions {
  readonly query?: Readonly<Record<string, QueryValue>>;
  readonly body?: unknown;
  /** Instead of a body: for files. The browser writes its type, with the mark between the parts. */
  readonly form?: FormData;
  readonly signal?: AbortSignal;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/**
 * One call to our own server. Answers are taken at their type: the server sends only what its schema names.
 *
 * @returns the parsed body; `undefined` when the answer has none.
 * @throws ApiError for every answer that is not 2xx, and with status 0 when none came.
 */
export async function call<Answer>(method: Method, path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await send(method, path, options);
  const text = await response.text();
  if (!response.ok) throw errorOf(response, text);
  return (text === "" ? undefined : parseJson(text)) as Answer;
}

/** The answer to a `POST` as it comes. @throws ApiError as `call`, before there is anything to read. */
export async function openStream(path: string, options: Pick<CallOptions, "body" | "signal">): Promise<ReadableStream<BufferSource>> {
  const response = await send("POST", path, options);
  if (!response.ok) throw errorOf(response, await response.text());
  return response.body ?? new ReadableStream();
}

export const get = <Answer>(path: string, options?: CallOptions): Promise<Answer> => call<Answer>("GET", path, options);
export const post = <Answer>(path: string, body?: unknown): Promise<Answer> => call<Answer>("POST", path, { body: body ?? {} });
export const put = <Answer>(path: string, body?: unknown): Promise<Answer> => call<Answer>("PUT", path, { body: body ?? {} });
export const patch = <Answer>(path: string, body?: unknown): Promise<Answer> => call<Answer>("PATCH", path, { body: body ?? {} });
export const remove = (path: string): Promise<undefined> => call<undefined>("DELETE", path);

/** A file, as the one part `name` of a form. */
export const upload = <Answer>(path: string, name: string, file: File): Promise<Answer> => {
  const form = new FormData();
  form.set(name, file);
  return call<Answer>("POST", path, { form });
};

/** A path with its query, or with more of it; members without a value are left out. */
export function withQuery(path: string, query: CallOptions["query"] = {}): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") words.set(name, String(value));
  }
  const text = words.toString();
  if (text === "") return path;
  return `${path}${path.includes("?") ? "&" : "?"}${text}`;
}

async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  const hasBody = options.body !== undefined;
  try {
    return await fetch(withQuery(path, options.query), {
      method,
      credentials: "same-origin",
      headers: { accept: "application/json", ...(hasBody ? { "content-type": "application/json" } : {}) },
      ...(hasBody ? { body: JSON.stringify(options.body) } : {}),
      ...(options.form === undefined ? {} : { body: options.form }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    });
  } catch (error) {
    // A call that we gave up ourselves is not a failure of the server.
    if (options.signal?.aborted === true) throw error;
    throw new ApiError({
      status: 0,
      message: "The server cannot be reached.",
      hint: "Check your network. The page tries again by itself.",
      code: "server.unreachable",
    });
  }
}

function errorOf(response: Response, text: string): ApiError {
  const body = parseJson(text);
  const silent = { message: `The server answered ${String(response.status)} without an explanation.` };
  const { message, code, id, hint, fields } = isErrorBody(body)
    ? body
    : { ...silent, code: undefined, id: undefined, hint: undefined, fields: [] };
  return new ApiError({
    status: response.status,
    message,
    code,
    id,
    hint,
    fields: fields ?? [],
    retryAfterSeconds: retryAfterOf(response),
    body,
  });
}

function retryAfterOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** Text of a proxy in between may be HTML: then there is no body to speak of. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isErrorBody(body: unknown): body is Static<typeof ErrorResponse> {
  return typeof body === "object" && body !== null && "message" in body && typeof body.message === "string";
}
