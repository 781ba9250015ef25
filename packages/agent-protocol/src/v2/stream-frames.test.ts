import fc from "fast-check";
import { expect, test } from "vitest";

import { limits } from "../limits.ts";
import { decodeStreamFrame, encodeStreamFrame } from "./stream-frames.ts";
import type { StreamFrame } from "./stream-frames.ts";

const protocolError = expect.objectContaining({ code: "agent.protocol" });
const head = (kind: number, ...rest: number[]): Uint8Array => Uint8Array.from([kind, 0, 0, 0, 7, ...rest]);
const withJson = (kind: number, value: unknown): Uint8Array => Uint8Array.from([...head(kind), ...Buffer.from(JSON.stringify(value))]);

const frames: readonly StreamFrame[] = [
  { kind: "open", id: 1, fence: 12, ask: { what: "read", path: "/x", offset: 5_000_000_000, maxBytes: 10 } },
  { kind: "open", id: 4_294_967_295, fence: 1, ask: { what: "read", path: "/x", offset: 0 } },
  { kind: "open", id: 2, fence: 12, ask: { what: "write", path: "/ä b", mode: 0o640 } },
  { kind: "opened", id: 1, file: { identity: "18446744073709551615", sizeBytes: 5_000_000_000, modifiedAt: -1 } },
  { kind: "opened", id: 2, file: undefined },
  { kind: "data", id: 1, position: 281_474_976_710_655, bytes: Buffer.from([0, 255]) },
  { kind: "credit", id: 1, bytes: limits.streamWindowBytes },
  { kind: "end", id: 1, position: 0 },
  { kind: "done", id: 2 },
  { kind: "abort", id: 2, error: { code: "file.failed", message: "The disk is full." } },
];

test.each(frames)("what one side writes of $kind is what the other reads", (frame) => {
  expect(decodeStreamFrame(encodeStreamFrame(frame))).toEqual(frame);
});

test("the bytes of a piece are those of the frame, at its very place", () => {
  expect([...encodeStreamFrame({ kind: "data", id: 258, position: 1, bytes: Uint8Array.of(9) })]).toEqual([
    3, 0, 0, 1, 2, 0, 0, 0, 0, 0, 1, 9,
  ]);
});

test("a kind of a later version is ignored, and an error code of a later version is read with care", () => {
  expect(decodeStreamFrame(head(200, 1, 2, 3))).toBeUndefined();
  expect(decodeStreamFrame(withJson(7, { code: "file.haunted", message: "Boo." }))).toMatchObject({ error: { code: "agent.gone" } });
});

test.each([
  ["nothing", new Uint8Array()],
  ["half a head", Uint8Array.of(3, 0, 0, 0)],
  ["an open that is no JSON", head(1, 1, 2, 3)],
  ["an open without a fence", withJson(1, { what: "read", path: "/x", offset: 0 })],
  ["an open of something unknown", withJson(1, { fence: 1, what: "watch", path: "/x" })],
  ["a relative path", withJson(1, { fence: 1, what: "write", path: "x" })],
  ["a path with a NUL", withJson(1, { fence: 1, what: "write", path: "/x\0" })],
  ["a negative offset", withJson(1, { fence: 1, what: "read", path: "/x", offset: -1 })],
  ["an open larger than it may be", withJson(1, { fence: 1, what: "write", path: "/x", padding: "x".repeat(70_000) })],
  ["a piece without a position", head(3, 0, 0, 0)],
  ["an empty piece", head(3, 0, 0, 0, 0, 0, 0)],
  ["a piece larger than it may be", Buffer.concat([head(3, 0, 0, 0, 0, 0, 0), Buffer.alloc(limits.streamPieceBytes + 1)])],
  ["no credit", withJson(4, { bytes: 0 })],
  ["more credit than the window", withJson(4, { bytes: limits.streamWindowBytes + 1 })],
  ["an end without a position", head(5)],
  ["an abort without a code", withJson(7, { message: "x" })],
])("%s is refused", (_what, frame) => {
  expect(() => decodeStreamFrame(frame)).toThrow(protocolError);
});

test("whatever arrives is read, ignored or refused, and nothing else happens", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        decodeStreamFrame(bytes);
      } catch (error) {
        expect(error).toEqual(protocolError);
      }
    }),
  );
});
