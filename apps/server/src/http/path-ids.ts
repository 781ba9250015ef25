import { AppError } from "@postern/domain";
import type { FastifyRequest } from "fastify";

/**
 * An id as the path or the query names it, before any schema has looked at the request.
 *
 * @throws request.invalid for anything but one whole number from 1 to 2^53 - 1.
 */
export function readId(request: FastifyRequest, name: "workspaceId" | "orgId"): number | undefined {
  const fromPath = (request.params as Readonly<Record<string, unknown>> | undefined)?.[name];
  const raw = fromPath ?? (request.query as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (raw === undefined) return undefined;
  const id = typeof raw === "string" && /^\d{1,16}$/.test(raw) ? Number(raw) : Number.NaN;
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new AppError("request.invalid", `${name} must be a whole number from 1 to 9007199254740991.`, { fields: [name] });
}
