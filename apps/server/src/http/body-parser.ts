import { AppError } from "@postern/domain";
import type { FastifyRequest } from "fastify";

/**
 * Reads a JSON body. Empty is `undefined`: clients send a content type with no body.
 *
 * @throws request.invalid for text that is not UTF-8 or not JSON.
 */
export function parseJsonBody(request: FastifyRequest, bytes: Buffer): unknown {
  if (bytes.length === 0) return undefined;
  const isFatal = request.routeOptions.config.repairsText !== true;
  const text = decode(bytes, isFatal);
  try {
    return JSON.parse(text, refusePrototypeKeys) as unknown;
  } catch (error) {
    throw new AppError("request.invalid", "The body is not valid JSON.", { detail: String(error), cause: error });
  }
}

function decode(bytes: Buffer, isFatal: boolean): string {
  try {
    return new TextDecoder("utf-8", { fatal: isFatal }).decode(bytes);
  } catch (error) {
    throw new AppError("request.invalid", "The body is not valid UTF-8.", { cause: error });
  }
}

// `__proto__` as a member would change the object that carries it, not add to it.
function refusePrototypeKeys(this: unknown, key: string, value: unknown): unknown {
  return key === "__proto__" ? undefined : value;
}
