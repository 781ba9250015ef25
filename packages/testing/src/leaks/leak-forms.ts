/** A way in which bytes get written down. */
export interface LeakForm {
  readonly form: string;
  readonly bytes: Buffer;
}

/** How many bytes a secret is cut into: a part of this size that is found counts as the secret. */
const pieceBytes = 16;

/** The parts of a secret, end included; they overlap where it does not divide. A short one is its only part. */
export function piecesOf(secret: Buffer): readonly Buffer[] {
  const starts: number[] = [];
  for (let start = 0; start + pieceBytes < secret.length; start += pieceBytes) starts.push(start);
  return [...starts, Math.max(0, secret.length - pieceBytes)].map((start) => secret.subarray(start, start + pieceBytes));
}

/** Every form of some bytes that is worth looking for, each once. */
export function formsOf(bytes: Buffer): readonly LeakForm[] {
  const hex = bytes.toString("hex");
  const all: readonly (readonly [string, string | Buffer])[] = [
    ["plain", bytes],
    ["hex", hex],
    ["HEX", hex.toUpperCase()],
    ...[0, 1, 2].flatMap((offset): (readonly [string, string])[] => {
      const text = innerBase64(bytes, offset);
      return [
        [`base64+${String(offset)}`, text],
        [`base64url+${String(offset)}`, text.replaceAll("+", "-").replaceAll("/", "_")],
      ];
    }),
    ...textForms(bytes),
  ];
  const forms = all.map(([form, written]) => ({ form, bytes: Buffer.from(written) }));
  return forms.filter((one, index) => forms.findIndex((other) => other.bytes.equals(one.bytes)) === index);
}

// The characters that are the same whatever comes before and after: base64 of a text in which the bytes begin at this offset of a group of three.
function innerBase64(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString("base64");
  const whole = Math.floor(((offset + bytes.length) * 8) / 6);
  return text.slice(Math.ceil((offset * 8) / 6), whole);
}

function textForms(bytes: Buffer): readonly (readonly [string, string | Buffer])[] {
  const text = bytes.toString("utf8");
  // A piece that is no text, or half a character of one, has no form as text.
  if (!Buffer.from(text).equals(bytes)) return [];
  const url = encodeURIComponent(text);
  const json = JSON.stringify(text).slice(1, -1);
  return [
    ["url", url],
    ["url, small", url.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())],
    ["url, all", text.replaceAll(/[^A-Za-z0-9]/g, encodeByte)],
    ["form", url.replaceAll("%20", "+")],
    ["json", json],
    ["json in json", JSON.stringify(json).slice(1, -1)],
    ["json, slash", json.replaceAll("/", String.raw`\/`)],
    ["html", text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")],
    ["utf-16", Buffer.from(text, "utf16le")],
  ];
}

const encodeByte = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
