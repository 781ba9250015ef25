import fc from "fast-check";
import { expect, test } from "vitest";

import { PieceQueue } from "./piece-queue.ts";

function takeAll(queue: PieceQueue): readonly Uint8Array[] {
  const taken: Uint8Array[] = [];
  for (let piece = queue.take(); piece !== undefined; piece = queue.take()) taken.push(piece);
  return taken;
}

test("a million pieces of one byte are taken in a few turns", () => {
  const queue = new PieceQueue();
  const frame = new Uint8Array(10);

  for (let count = 0; count < 1_048_576; count += 1) queue.add(frame.subarray(0, 1));

  expect(takeAll(queue)).toHaveLength(16);
});

test("a small piece does not keep alive what arrived with it", () => {
  const queue = new PieceQueue();
  const frames = Array.from({ length: 100 }, () => new Uint8Array(1_000_000));
  for (const frame of frames) queue.add(frame.subarray(0, 1));

  const kept = new Set(takeAll(queue).map(({ buffer }) => buffer.byteLength));

  expect([...kept]).toEqual([65_536]);
});

test("a large piece is not copied", () => {
  const queue = new PieceQueue();
  const piece = new Uint8Array(32_768);

  queue.add(piece);

  expect(queue.take()?.buffer).toBe(piece.buffer);
});

test("whatever the sizes and whoever is slower, all comes out in order, and what was taken stays as it is", () => {
  const step = fc.oneof(fc.record({ add: fc.oneof(fc.nat(10), fc.integer({ min: 20_000, max: 50_000 })) }), fc.constant("take" as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const queue = new PieceQueue();
      const added: Uint8Array[] = [];
      const taken: Uint8Array[] = [];
      for (const [index, next] of steps.entries()) {
        if (next === "take") taken.push(queue.take() ?? new Uint8Array());
        else {
          const piece = new Uint8Array(next.add).fill(index);
          added.push(piece);
          queue.add(piece);
        }
      }

      taken.push(...takeAll(queue));

      expect(Buffer.concat(taken).equals(Buffer.concat(added))).toBe(true);
    }),
    { numRuns: 100 },
  );
});
