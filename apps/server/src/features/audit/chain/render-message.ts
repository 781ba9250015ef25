/** What a column may hold. Bytes and fractions are in none of ours; only a foreign hand puts them there. */
export type ColumnValue = string | number | Uint8Array | null;

const headSizeBytes = 5;

/**
 * The bytes that are hashed for a list of values under a label (SPEC.md, section 3). Every value has its kind and its length, so no two
 * lists of one label give the same bytes.
 */
export function renderMessage(label: string, values: readonly ColumnValue[]): Uint8Array {
  const parts = values.map(toPart);
  const sizeBytes = parts.reduce((sum, part) => sum + (part.kind === 0 ? 1 : headSizeBytes + part.sizeBytes), Buffer.byteLength(label));
  const message = Buffer.allocUnsafe(sizeBytes);
  let offset = message.write(label, "utf8");
  for (const { kind, content, sizeBytes: length } of parts) {
    offset = message.writeUInt8(kind, offset);
    if (kind === 0) continue;
    offset = message.writeUInt32BE(length, offset);
    if (typeof content === "string") offset += message.write(content, offset, "utf8");
    else {
      message.set(content, offset);
      offset += length;
    }
  }
  return message;
}

interface Part {
  readonly kind: 0 | 1 | 2 | 3 | 4;
  readonly content: string | Uint8Array;
  readonly sizeBytes: number;
}

function toPart(value: ColumnValue): Part {
  if (value === null) return { kind: 0, content: "", sizeBytes: 0 };
  if (typeof value === "string") return { kind: 2, content: value, sizeBytes: Buffer.byteLength(value) };
  if (typeof value !== "number") return { kind: 3, content: value, sizeBytes: value.byteLength };
  const content = String(value);
  return { kind: Number.isSafeInteger(value) ? 1 : 4, content, sizeBytes: content.length };
}
