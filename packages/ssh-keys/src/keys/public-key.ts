import { createHash } from "node:crypto";
import { encodeBase64 } from "../formats/base64.ts";
import { joined, number, string } from "../formats/wire-writer.ts";
import { curves } from "./algorithms.ts";
import type { EcdsaAlgorithm, KeyAlgorithm } from "./algorithms.ts";

/** The numbers of a public key. */
export type PublicNumbers =
  | { readonly algorithm: "ssh-ed25519"; readonly point: Uint8Array }
  | { readonly algorithm: "ssh-rsa"; readonly n: Uint8Array; readonly e: Uint8Array }
  | { readonly algorithm: EcdsaAlgorithm; readonly point: Uint8Array };

/** The bytes that a public key is known by (SPEC.md, section 2). */
export function renderPublicBlob(numbers: PublicNumbers): Uint8Array {
  const name = string(numbers.algorithm);
  switch (numbers.algorithm) {
    case "ssh-ed25519":
      return joined([name, string(numbers.point)]);
    case "ssh-rsa":
      return joined([name, number(numbers.e), number(numbers.n)]);
    default:
      return joined([name, string(curves[numbers.algorithm].name), string(numbers.point)]);
  }
}

/** `ssh-ed25519 AAAA…`: one line, without a comment. */
export function renderPublicLine(algorithm: KeyAlgorithm, blob: Uint8Array): string {
  return `${algorithm} ${encodeBase64(blob)}`;
}

/** As `ssh-keygen -l` prints it: `SHA256:…`. */
export function fingerprintOf(blob: Uint8Array): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replaceAll("=", "")}`;
}
