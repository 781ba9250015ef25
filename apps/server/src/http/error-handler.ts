import { toStorageError } from "@postern/database";
import { AppError, isAppError } from "@postern/domain";
import type { ErrorKind, Logger } from "@postern/domain";
import type { ErrorObject } from "ajv";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { readyPath } from "./health.ts";
import { requestIdHeader } from "./request-context.ts";
import { toValidationError } from "./validator.ts";

const statusOfKind: Readonly<Record<ErrorKind, number>> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  limited: 429,
  unavailable: 503,
  timeout: 504,
  internal: 500,
};
const defaultRetryAfterSeconds = 5;

/** The one place where an error becomes an HTTP answer. */
export function createErrorHandler(log: Logger) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const known = toAppError(error);
    const { id } = request;
    // What probes hear is logged when it changes, by whom they ask.
    if (statusOfKind[known.kind] >= 500 && request.routeOptions.url !== readyPath) {
      log.error({ error: known, id, method: request.method, route: request.routeOptions.url }, "a request failed");
    }
    const wait =
      known.retryAfterSeconds ?? (known.kind === "unavailable" || known.kind === "limited" ? defaultRetryAfterSeconds : undefined);
    if (wait !== undefined) reply.header("retry-after", String(wait));
    // Java's client fails on a 401 that names no scheme. Never "Basic": browsers would open a dialog.
    if (known.kind === "unauthenticated") reply.header("www-authenticate", 'Bearer realm="postern"');
    return reply
      .header(requestIdHeader, id)
      .code(statusOfKind[known.kind])
      .type("application/json; charset=utf-8")
      .send(JSON.stringify(toBody(known, id)));
  };
}

function toBody(error: AppError, id: string): Record<string, unknown> {
  const fields = error.fields.length === 0 ? {} : { fields: error.fields };
  const conflicts = error.conflicts.length === 0 ? {} : { conflicts: error.conflicts };
  const permission = error.permission === undefined ? {} : { permission: error.permission };
  return { message: error.message, code: error.code, hint: error.hint, id, ...fields, ...conflicts, ...permission };
}

function toAppError(error: unknown): AppError {
  if (isAppError(error)) return error;
  const storage = toStorageError(error);
  if (storage !== undefined) return storage;
  return fromFastify(error) ?? new AppError("server.internal", "Something went wrong on the server.", { cause: error });
}

function fromFastify(error: unknown): AppError | undefined {
  if (!(error instanceof Error) || !("statusCode" in error)) return undefined;
  const { validation, validationContext, statusCode, message, code } = error as FastifyError;
  if (validation !== undefined) return toValidationError(validation as ErrorObject[], validationContext ?? "request");
  if (statusCode === 413) return new AppError("request.too_large", "The body is larger than this server takes.", { cause: error });
  if (statusCode === 429) return new AppError("request.limited", message, { cause: error });
  if (statusCode === 503) return new AppError("server.closing", "The server is closing.", { cause: error, retryAfterSeconds: 2 });
  if (statusCode !== undefined && statusCode < 500) return new AppError("request.invalid", wordsOf(code, message), { cause: error });
  return undefined;
}

// SAFETY: fastify's own words quote an address that cannot be decoded, and an address may hold a secret.
function wordsOf(code: string, message: string): string {
  return code === "FST_ERR_BAD_URL" ? "The address cannot be decoded." : message;
}
