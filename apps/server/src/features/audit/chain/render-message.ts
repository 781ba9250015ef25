/** What a column may hold. Bytes and fractions are in none of ours; only a foreign hand puts them there. */
export type ColumnValue = string | number | Uint8Array | null;

/**
 * The bytes that are hashed for a list of values under a label (SPEC.md, section 3). Every value has its kind and its length, so no two
 * lists of one label give the same bytes.
 */
export function renderMessage(label: string, values: readonly ColumnValue[]): Uint8Array {
  return Buffer.concat([Buffer.from(label, "utf8"), ...values.map(renderValue)]);
}

function renderValue(value: ColumnValue): Uint8Array {
  if (value === null) return Buffer.of(0);
  if (typeof value === "string") return withLength(2, Buffer.from(value, "utf8"));
  if (typeof value !== "number") return withLength(3, value);
  return withLength(Number.isSafeInteger(value) ? 1 : 4, Buffer.from(String(value), "ascii"));
}

function withLength(kind: number, bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(5);
  head.writeUInt8(kind);
  head.writeUInt32BE(bytes.byteLength, 1);
  return Buffer.concat([head, bytes]);
}
