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
    // Looking at every member costs several times the parsing, so it is done only where the text may hold one to drop.
    return JSON.parse(text, mayHoldPrototypeKeys.test(text) ? dropPrototypeKeys : undefined) as unknown;
  } catch {
    // SAFETY: the engine's own words are not passed on, because they quote the body, and a body may hold a password.
    throw new AppError("request.invalid", "The body is not valid JSON.");
  }
}

/** Written plainly, or with escapes for some of its letters. */
const mayHoldPrototypeKeys = /__proto__|\\u00/;

function decode(bytes: Buffer, isFatal: boolean): string {
  try {
    return new TextDecoder("utf-8", { fatal: isFatal }).decode(bytes);
  } catch (error) {
    throw new AppError("request.invalid", "The body is not valid UTF-8.", { cause: error });
  }
}

// `__proto__` as a member would change whatever object it is copied to later, not add to it.
function dropPrototypeKeys(this: unknown, key: string, value: unknown): unknown {
  return key === "__proto__" ? undefined : value;
}
