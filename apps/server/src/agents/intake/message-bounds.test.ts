import fc from "fast-check";
import { expect, test } from "vitest";

import { MessageBounds } from "./message-bounds.ts";

/** A frame as a client sends it, masked; its payload is zeros. */
function frame(payloadBytes: number, { opcode = 1, isLast = true } = {}): Buffer {
  const length =
    payloadBytes < 126 ? [payloadBytes] : payloadBytes < 65_536 ? [126, ...bytesOf(payloadBytes, 2)] : [127, ...bytesOf(payloadBytes, 8)];
  const [first = 0, ...extended] = length;
  return Buffer.concat([Buffer.from([(isLast ? 0x80 : 0) | opcode, 0x80 | first, ...extended, 1, 2, 3, 4]), Buffer.alloc(payloadBytes)]);
}

function bytesOf(value: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(value / 256 ** (count - 1 - index)) % 256);
}

test("however the bytes are cut, each message ends where its last frame does", () => {
  const size = fc.oneof(fc.nat(200), fc.constantFrom(125, 126, 65_535, 65_536));
  const message = fc.array(size, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 4 }), fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1 }), (messages, cuts) => {
      const bounds = new MessageBounds();
      const ends: number[] = [];
      let sentBytes = 0;
      const parts = messages.flatMap((payloads) => {
        const frames = payloads.map((payload, index) =>
          frame(payload, { opcode: index === 0 ? 1 : 0, isLast: index === payloads.length - 1 }),
        );
        sentBytes += frames.reduce((sum, bytes) => sum + bytes.length, 0);
        ends.push(sentBytes);
        return frames;
      });
      const whole = Buffer.concat(parts);

      for (let at = 0, turn = 0; at < whole.length; turn += 1) {
        // Never only small ones: a large message would take many thousand turns.
        const to = at + (cuts[turn % (cuts.length + 1)] ?? 20_000);
        const endsWithin = ends.filter((end) => end > at && end <= to).length;
        const found = [bounds.read(whole.subarray(at, to)), bounds.isBetween];
        expect(found).toEqual([endsWithin > 0, to >= whole.length || ends.includes(to)]);
        at = to;
      }
    }),
    { numRuns: 50 },
  );
});

test("the size of a message is known from its first bytes, before any of it comes", () => {
  const bounds = new MessageBounds();

  bounds.read(frame(5_000_000).subarray(0, 14));

  expect(bounds.messageBytes).toBe(5_000_000);
});

test("what is sent between the frames of a message neither ends it nor counts for it", () => {
  const bounds = new MessageBounds();

  bounds.read(frame(10, { isLast: false }));
  const hasEnded = bounds.read(frame(100, { opcode: 9 }));

  expect({ hasEnded, isBetween: bounds.isBetween, bytes: bounds.messageBytes }).toEqual({ hasEnded: false, isBetween: false, bytes: 10 });
  expect(bounds.read(frame(5, { opcode: 0 }))).toBe(true);
  expect(bounds.isBetween).toBe(true);
});

test("between messages, a ping leaves nothing behind", () => {
  const bounds = new MessageBounds();

  bounds.read(frame(100, { opcode: 9 }));

  expect(bounds.isBetween).toBe(true);
});
