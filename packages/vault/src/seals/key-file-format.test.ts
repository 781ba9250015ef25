import { inspect } from "node:util";
import { isAppError } from "@postern/domain";
import fc from "fast-check";
import { expect, onTestFinished, test, vi } from "vitest";
import { KeyRing } from "../keys/key-ring.ts";
import { Secret } from "../secret.ts";
import { parseKeyFile, renderKeyFile } from "./key-file-format.ts";

const createdAt = Date.UTC(2026, 10, 22, 5, 0, 0, 7);
const invalid: unknown = expect.objectContaining({ code: "vault.key_file_invalid" });
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const describeRing = (ring: KeyRing) => ring.masterKeys.map((each) => ({ ...each, key: each.key.use(hex) }));

function makeRotatedRing(): KeyRing {
  const ring = KeyRing.generate(createdAt);
  ring.addTerm(createdAt + 1);
  return ring;
}

test("a rendered key file parses to the same terms, keys, times and active term", () => {
  const ring = makeRotatedRing();

  const parsed = parseKeyFile(renderKeyFile(ring), "keys");

  expect(parsed.activeTerm).toBe(2);
  expect(describeRing(parsed)).toEqual(describeRing(ring));
});

test("any byte of a key line changed is recognised", () => {
  const bytes = renderKeyFile(makeRotatedRing());
  const start = Buffer.from(bytes).indexOf("key 1");

  for (let at = start; at < bytes.byteLength; at += 1) {
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    // `#` at the start of a line makes it a comment; the count in the last line still tells.
    expect(() => parseKeyFile(changed, "keys")).toThrow(invalid);
  }
});

test("a key file cut at any place is recognised", () => {
  const bytes = renderKeyFile(makeRotatedRing());

  for (let size = 0; size < bytes.byteLength; size += 1) expect(() => parseKeyFile(bytes.subarray(0, size), "keys")).toThrow(invalid);
});

test("a key line made a comment is missed", () => {
  const text = Buffer.from(renderKeyFile(makeRotatedRing())).toString().replace("\nkey 1", "\n#key 1");

  expect(() => parseKeyFile(Buffer.from(text), "keys")).toThrow(invalid);
});

test("parsing whatever bytes throws nothing but the refusal", () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string().map(asBody)), (candidate) => {
      expect(() => parseKeyFile(candidate, "keys")).toThrow(invalid);
    }),
  );
});

test("the refusal names file and line, and shows nothing of the line", () => {
  const text = Buffer.from(renderKeyFile(makeRotatedRing())).toString();
  const key = /key 1 old \S+ (?<key>\S+)/.exec(text)?.groups?.["key"] ?? "";
  const refusal = caught(() => parseKeyFile(Buffer.from(text.replace("key 1 old", "key 1 odd")), "/data/vault.key"));

  expect(isAppError(refusal) && refusal.message).toBe("The key file cannot be used: /data/vault.key, line 4: not a key line.");
  expect(key).toHaveLength(44);
  expect(inspect(refusal, { depth: Infinity, showHidden: true })).not.toContain(key.slice(0, 12));
});

test("keys read from a file that is refused in the end are wiped", () => {
  const text = Buffer.from(renderKeyFile(makeRotatedRing())).toString();
  const fromBytes = vi.spyOn(Secret, "fromBytes");
  onTestFinished(() => fromBytes.mockRestore());

  expect(() => parseKeyFile(Buffer.from(text.replace("end 2", "end 3")), "keys")).toThrow(invalid);

  expect(fromBytes.mock.results.map(({ value }) => (value as Secret).byteLength)).toEqual([0, 0]);
  expect(fromBytes.mock.calls.flat().every((bytes) => bytes.every((byte) => byte === 0))).toBe(true);
});

test("a key file tells people what it is", () => {
  const text = Buffer.from(renderKeyFile(KeyRing.generate(createdAt))).toString();

  expect(text).toMatch(/^postern-key-file 1\n# .*\n# .*\nkey 1 active 2026-11-22T05:00:00\.007Z \S{44} [\da-f]{16}\nend 1\n$/);
});

function asBody(text: string): Uint8Array {
  return Buffer.from(`postern-key-file 1\n${text}\nend 1\n`);
}

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}
