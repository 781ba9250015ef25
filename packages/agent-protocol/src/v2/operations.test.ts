import fc from "fast-check";
import { expect, test } from "vitest";

import { limits } from "../limits.ts";
import { decodeValue, encodeValue } from "./operation-values.ts";
import { decodeOperation, encodeOperation } from "./operations.ts";
import type { Operation } from "./operations.ts";

const protocolError = expect.objectContaining({ code: "agent.protocol" });
const path = fc.string({ unit: "grapheme", maxLength: 40 }).map((text) => `/${text.replaceAll("\0", "")}`);
const mode = fc.record({ mode: fc.integer({ min: 0, max: 0o777 }) }, { requiredKeys: [] });
const word = fc.string().map((text) => text.replaceAll("\0", ""));

const operations: fc.Arbitrary<Operation> = fc.oneof(
  fc
    .tuple(fc.constantFrom("sbatch", "squeue"), fc.array(word), fc.string())
    .map(([program, rest, stdin]): Operation => ({ kind: "run", words: [program, ...rest], stdin, workDir: "/work" })),
  fc.record({ kind: fc.constant("read" as const), path, offset: fc.nat(), maxBytes: fc.integer({ min: 1, max: limits.maxFileBytes }) }),
  fc.record({ kind: fc.constant("tail" as const), path, maxBytes: fc.integer({ min: 1, max: limits.maxFileBytes }) }),
  fc
    .tuple(path, fc.uint8Array({ maxLength: 500 }), mode)
    .map(([at, bytes, rest]): Operation => ({ kind: "write", path: at, bytes: Buffer.from(bytes), ...rest })),
  fc.record({ kind: fc.constant("stat" as const), path }),
  fc.record({ kind: fc.constant("list" as const), path }),
  fc.tuple(path, mode).map(([at, rest]): Operation => ({ kind: "makeDirectory", path: at, ...rest })),
);

test("every operation survives the journey through a frame", () => {
  fc.assert(
    fc.property(operations, (operation) => {
      const inFrame: unknown = JSON.parse(JSON.stringify(encodeOperation(operation)));

      expect(decodeOperation(inFrame)).toEqual(operation);
    }),
  );
});

test.each([
  ["an unknown kind", { kind: "reboot" }],
  ["a kind that objects have by birth", { kind: "constructor" }],
  ["no words", { kind: "run", words: [] }],
  ["an empty program", { kind: "run", words: [""] }],
  ["a shell line instead of words", { kind: "run", words: "ls -l" }],
  ["a NUL in a word", { kind: "run", words: ["ls", "a\0b"] }],
  ["too many bytes in words", { kind: "run", words: ["ls", "ä".repeat(limits.maxWordsBytes / 2)] }],
  ["more output than allowed", { kind: "run", words: ["ls"], maxOutputBytes: limits.maxOutputBytes + 1 }],
  ["a relative path", { kind: "stat", path: "x" }],
  ["a NUL in a path", { kind: "stat", path: "/x\0y" }],
  ["a path that is too long", { kind: "stat", path: `/${"x".repeat(limits.maxPathBytes)}` }],
  ["a negative offset", { kind: "read", path: "/x", offset: -1, maxBytes: 1 }],
  ["a read that would not fit a frame", { kind: "read", path: "/x", offset: 0, maxBytes: limits.maxFileBytes + 1 }],
  ["bytes that are not base64", { kind: "write", path: "/x", bytes: "a*==" }],
  ["a mode with set-user-id", { kind: "write", path: "/x", bytes: "", mode: 0o4755 }],
  ["no object", "run"],
])("an operation with %s is refused", (_what, operation) => {
  expect(() => decodeOperation(operation)).toThrow(protocolError);
});

test("values survive the journey through a frame", () => {
  const chunk = { offset: 3, bytes: Buffer.from([0, 255, 10]), fileSizeBytes: 6 };
  const stat = { kind: "file", sizeBytes: 1, modifiedAt: -5, mode: 0o600, isWritable: true } as const;

  expect(decodeValue("read", JSON.parse(JSON.stringify(encodeValue(chunk))))).toEqual(chunk);
  expect(decodeValue("stat", JSON.parse(JSON.stringify(encodeValue({ stat }))))).toEqual({ stat });
  expect(decodeValue("stat", encodeValue({ stat: null }))).toEqual({ stat: null });
  expect(decodeValue("list", encodeValue({ entries: [{ name: "a", kind: "directory" }] }))).toEqual({
    entries: [{ name: "a", kind: "directory" }],
  });
  expect(decodeValue("run", encodeValue({ exitCode: 137, stdout: "a", stderr: "b", isCut: true }))).toMatchObject({ exitCode: 137 });
  expect(decodeValue("write", {})).toEqual({});
});

test.each([
  ["run", { exitCode: "0" }],
  ["read", { offset: 0, bytes: "AA==" }],
  ["stat", { stat: { kind: "socket" } }],
  ["list", { entries: [{ name: 1 }] }],
  ["list", { entries: [{ name: "../x", kind: "file" }] }],
  ["list", { entries: [{ name: "..", kind: "directory" }] }],
  ["write", null],
] as const)("a value that is not what %s answers is refused", (kind, value) => {
  expect(() => decodeValue(kind, value)).toThrow(protocolError);
});
