import { AppError } from "@postern/domain";
import { nonceSizeBytes, tagSizeBytes } from "../envelope/envelope-format.ts";
import { maxKeyFileSizeBytes } from "./key-file-access.ts";
import { isBounded, saltSizeBytes } from "./passphrase-key.ts";
import type { Derivation } from "./passphrase-key.ts";

const version = 1;
const header = `postern-sealed-keys ${String(version)}`;
const advice = [
  "# These keys open every secret that this Postern stores, together with their passphrase. Nobody can make either again.",
  "# Keep a copy in a safe place, never in the same backup as the database, and the passphrase in another. Do not edit.",
];
const derivationLine = /^argon2id (?<memory>\d{1,10}) (?<passes>\d{1,3}) (?<lanes>\d{1,3}) (?<salt>[A-Za-z\d+/]{22}==)$/;
const sealedLine = /^sealed (?<nonce>[A-Za-z\d+/]{16}) (?<body>[A-Za-z\d+/]+={0,2})$/;

/** The parts of a sealed key file, version 1. Nothing is authenticated yet. */
export interface SealedFile {
  readonly derivation: Derivation;
  /** 12 bytes. */
  readonly nonce: Uint8Array;
  /** Ciphertext, then its tag. */
  readonly body: Uint8Array;
}

/** What is authenticated with the body: else somebody could make the derivation cheaper unnoticed. */
export function associatedDataOf({ memoryKib, passes, lanes, salt }: Derivation): Uint8Array {
  const name = Buffer.from("postern-vault/sealed-keys");
  const numbers = Buffer.alloc(2 + name.byteLength + 1 + 12);
  let offset = numbers.writeUInt16BE(name.byteLength);
  offset += name.copy(numbers, offset);
  offset = numbers.writeUInt8(version, offset);
  for (const number of [memoryKib, passes, lanes]) offset = numbers.writeUInt32BE(number, offset);
  return Buffer.concat([numbers, salt]);
}

export function renderSealedFile({ derivation, nonce, body }: SealedFile): Uint8Array {
  const { memoryKib, passes, lanes, salt } = derivation;
  const derive = ["argon2id", memoryKib, passes, lanes, toBase64(salt)].join(" ");
  return Buffer.from([header, ...advice, derive, `sealed ${toBase64(nonce)} ${toBase64(body)}`, "end", ""].join("\n"), "ascii");
}

/** @throws vault.key_file_invalid also for a derivation that nobody should be asked for. Nothing was derived then. */
export function parseSealedFile(bytes: Uint8Array, path: string): SealedFile {
  const lines = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1").split("\n");
  if (lines[0] !== header) throw invalid(path, "not a sealed key file of version 1");
  const [derive = "", sealed = "", ...rest] = lines.slice(1).filter((line) => !line.startsWith("#"));
  if (rest.join("\n") !== "end\n") throw invalid(path, "cut, or more than there should be");
  return { derivation: parseDerivation(derive, path), ...parseSealed(sealed, path) };
}

function parseSealed(line: string, path: string): Pick<SealedFile, "nonce" | "body"> {
  const { nonce = "", body = "" } = sealedLine.exec(line)?.groups ?? {};
  const parts = { nonce: fromBase64(nonce, path), body: fromBase64(body, path) };
  const isSized = parts.nonce.byteLength === nonceSizeBytes && parts.body.byteLength > tagSizeBytes;
  if (!isSized || parts.body.byteLength > maxKeyFileSizeBytes + tagSizeBytes) throw invalid(path, "no line with what is sealed");
  return parts;
}

function parseDerivation(line: string, path: string): Derivation {
  const words = derivationLine.exec(line)?.groups;
  if (words === undefined) throw invalid(path, "no line that says how the key is derived");
  const derivation = {
    ...{ memoryKib: Number(words["memory"]), passes: Number(words["passes"]), lanes: Number(words["lanes"]) },
    salt: fromBase64(words["salt"] ?? "", path),
  };
  if (!isBounded(derivation) || derivation.salt.byteLength !== saltSizeBytes)
    throw invalid(path, "it asks for too much or too little work");
  return derivation;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

// Only the canonical form, so that one file has one text.
function fromBase64(text: string, path: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") === text) return bytes;
  throw invalid(path, "not canonical base64");
}

function invalid(path: string, problem: string): AppError {
  return new AppError("vault.key_file_invalid", `The sealed key file cannot be used: ${path}: ${problem}.`);
}
