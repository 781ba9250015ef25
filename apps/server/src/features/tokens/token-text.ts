import { createHash, randomBytes } from "node:crypto";
import type { TokenId } from "@postern/domain";

const randomByteCount = 32;

/**
 * The text of a token: base64 of `{"tid":N}.<random>`. Nextflow sends a token of this shape as Bearer,
 * and any other as Basic; it also reads `tid` to delete the token on logout.
 */
export function renderToken(id: TokenId): string {
  return Buffer.from(`{"tid":${String(id)}}.${randomBytes(randomByteCount).toString("hex")}`).toString("base64");
}

/** What is stored: the text has 256 random bits, so a plain hash is as good as a slow one. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
