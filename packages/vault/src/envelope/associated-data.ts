import { AppError } from "@postern/domain";
import { envelopeVersion } from "./envelope-format.ts";

/** The place that an envelope belongs to. Each text has 1 to 1,024 bytes of UTF-8, is used as it is, and must be named again to open. */
export interface SealContext {
  readonly recordId: string;
  readonly scope: string;
  readonly provider: string;
}

/** The associated data of both ciphers, for one context (SPEC.md, section 2). */
export interface Binding {
  /** Purpose, version and context. Not the term, which re-wrapping changes. */
  readonly forBody: Uint8Array;
  /** Purpose, version, term and context. */
  forWrap(term: number): Uint8Array;
}

const maxTextSizeBytes = 1024;

/** @throws vault.context_invalid when a text is empty, too long, or not well-formed. */
export function bindTo({ recordId, scope, provider }: SealContext): Binding {
  const texts = [checkedText("recordId", recordId), checkedText("scope", scope), checkedText("provider", provider)];
  const context = Buffer.concat(texts.map(field));
  const version = unsigned(envelopeVersion, 1);
  return {
    forBody: Buffer.concat([field("postern-vault/body"), version, context]),
    forWrap: (term) => Buffer.concat([field("postern-vault/wrap"), version, unsigned(term, 4), context]),
  };
}

function checkedText(name: keyof SealContext, text: string): string {
  const sizeBytes = Buffer.byteLength(text, "utf8");
  // Unpaired surrogates all become U+FFFD in UTF-8, so two different texts would be bound to the same bytes.
  if (sizeBytes >= 1 && sizeBytes <= maxTextSizeBytes && text.isWellFormed()) return text;
  const detail = `${name}: ${String(sizeBytes)} bytes${text.isWellFormed() ? "" : ", not well-formed"}`;
  throw new AppError("vault.context_invalid", "The record cannot be sealed or opened under its name.", { detail });
}

/** Length first, so that no two lists of texts give the same bytes. */
function field(text: string): Uint8Array {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([unsigned(bytes.byteLength, 2), bytes]);
}

function unsigned(value: number, sizeBytes: number): Uint8Array {
  const bytes = Buffer.alloc(sizeBytes);
  bytes.writeUIntBE(value, 0, sizeBytes);
  return bytes;
}
