import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { AppError } from "@postern/domain";
import type { ErrorKind } from "@postern/domain";

/** One request as the handlers see it. */
export interface MockRequest {
  readonly method: string;
  /** Members of the path, such as `id`. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  /** Who asks; 0 when nobody is signed in. */
  readonly userId: number;
}

export interface MockAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** Instead of a body: a file. */
  readonly text?: string;
  /** Instead of both: what comes bit by bit, until it ends or whoever asked goes away. */
  readonly stream?: (write: (text: string) => void, gone: AbortSignal) => Promise<void>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route {
  readonly method: string;
  /** `/api/tokens/:id` */
  readonly path: string;
  /** Answers also when nobody is signed in. */
  readonly isOpen?: boolean;
  readonly answer: (request: MockRequest) => MockAnswer | Promise<MockAnswer>;
}

export const ok = (body: unknown): MockAnswer => ({ status: 200, body });
export const noContent: MockAnswer = { status: 204 };

const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  limited: 429,
  internal: 500,
  unavailable: 503,
  timeout: 504,
};

/** Errors of the catalogue as the real server answers them. */
export function answerOfError(error: unknown): MockAnswer {
  const known = error instanceof AppError ? error : new AppError("server.internal", "Something went wrong on our side.", { cause: error });
  const wait = known.retryAfterSeconds;
  const conflicts = known.conflicts.length === 0 ? {} : { conflicts: known.conflicts };
  return {
    status: statusOfKind[known.kind],
    body: { message: known.message, code: known.code, id: "mock-1", hint: known.hint, fields: known.fields, ...conflicts },
    ...(wait === undefined ? {} : { headers: { "retry-after": String(wait) } }),
  };
}

/** A refusal in the words of the server, for codes whose feature is elsewhere. */
export const refusal = (status: number, message: string, more: object = {}): MockAnswer => ({
  status,
  body: { message, id: "mock-1", ...more },
});

/** The route for a path, with its members; nothing when there is none. */
export function findRoute(routes: readonly Route[], method: string, path: string) {
  for (const route of routes) {
    if (route.method !== method) continue;
    const params = paramsOf(route.path, path);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split("/");
  const given = path.split("/");
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const here = given[place] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = decodeURIComponent(here);
    else if (part !== here) return undefined;
  }
  return params;
}

export async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString("utf8");
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}

/** Takes a file that nobody looks at. */
export async function passOver(request: IncomingMessage): Promise<undefined> {
  request.resume();
  await once(request, "end");
}

/** A page of a list by `max` and `offset`. */
export function pageOf<Item>(items: readonly Item[], query: URLSearchParams): readonly Item[] {
  const offset = Number(query.get("offset") ?? "0");
  return items.slice(offset, offset + Number(query.get("max") ?? "25"));
}

/** What fits a search, a page of it, and how many there are. */
export function searched<Item>(items: readonly Item[], query: URLSearchParams, textOf: (item: Item) => string) {
  const words = (query.get("search") ?? "").toLowerCase();
  const found = items.filter((item) => textOf(item).toLowerCase().includes(words));
  return { page: pageOf(found, query), totalSize: found.length };
}

/**
 * Failures by sentinel, so that they can be shown in the dev server too: a name that begins with `fail-500`,
 * `fail-503` or `fail-429` is answered so.
 */
export function failBySentinel(name: string): void {
  if (name.startsWith("fail-500")) throw new AppError("server.internal", "Something went wrong on our side.");
  if (name.startsWith("fail-503")) throw new AppError("storage.unavailable", "The database is locked.", { retryAfterSeconds: 5 });
  if (name.startsWith("fail-429")) throw new AppError("request.limited", "Too many requests.", { retryAfterSeconds: 30 });
}
