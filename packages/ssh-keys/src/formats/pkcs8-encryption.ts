import { refused } from "../refusals.ts";
import type { Refusal } from "../refusals.ts";
import { refuseDer } from "./der-keys.ts";
import { DerReader, derTag } from "./der-reader.ts";
import { oid, pkcs8Ciphers } from "./object-ids.ts";

export const mostIterations = 2_000_000;
/** N·r·p: 64 times what OpenSSL chooses by itself would be more. */
export const mostScryptWork = 4_194_304;

/**
 * Looks at how an `ENCRYPTED PRIVATE KEY` is encrypted before anybody computes: OpenSSL would do as many iterations as the
 * file says, and cannot be interrupted. Undefined when it may be tried.
 */
export function refuseEncryption(der: Uint8Array): Refusal | undefined {
  const outer = new DerReader(der);
  const info = outer.inside(derTag.sequence);
  const algorithm = info.inside(derTag.sequence);
  info.take(derTag.octets);
  const scheme = algorithm.oid();
  const parameters = algorithm.inside(derTag.sequence);
  const problem = scheme === oid.pbes2 ? refusePbes2(parameters) : refusePbes1(scheme, parameters);
  return outer.isBroken || !outer.isAtEnd ? refuseDer(der) : problem;
}

function refusePbes2(parameters: DerReader): Refusal | undefined {
  const derivation = parameters.inside(derTag.sequence);
  const cipher = parameters.inside(derTag.sequence).oid();
  const name = derivation.oid();
  const numbers = derivation.inside(derTag.sequence);
  if (!pkcs8Ciphers.includes(cipher)) return refused("cipher_unknown");
  numbers.take(derTag.octets);
  if (name === oid.pbkdf2) return refuseIterations(numbers.smallNumber());
  if (name !== oid.scrypt) return refused("cipher_unknown");
  const work = numbers.smallNumber() * numbers.smallNumber() * numbers.smallNumber();
  return work > mostScryptWork ? refused("derivation_too_slow") : undefined;
}

/** The schemes before PBES2: of them OpenSSL opens one. */
function refusePbes1(scheme: string, parameters: DerReader): Refusal | undefined {
  if (scheme !== oid.pbeSha1TripleDes) return refused("cipher_unknown");
  parameters.take(derTag.octets);
  return refuseIterations(parameters.smallNumber());
}

function refuseIterations(iterations: number): Refusal | undefined {
  if (iterations <= mostIterations) return undefined;
  return refused("derivation_too_slow", `At most ${String(mostIterations)} iterations are done here.`);
}
