import { decodeBase64 } from "../formats/base64.ts";

/** `-----BEGIN ` in base64. */
const wrappedBegin = "LS0tLS1CRUdJTi";

/** The text of a whole file that was put into base64, as the secrets of build servers are; undefined for any other text. */
export function unwrapBase64(text: string): string | undefined {
  if (!text.trimStart().startsWith(wrappedBegin)) return undefined;
  const bytes = decodeBase64(text.replaceAll(/\s/gu, ""));
  if (bytes === undefined) return undefined;
  const inner = new TextDecoder().decode(bytes);
  // SAFETY: the text cannot be wiped; the bytes can.
  bytes.fill(0);
  return inner;
}
