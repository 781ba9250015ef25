import fc from "fast-check";
import { expect, test } from "vitest";
import { maxMessageBytes, PartJoiner, splitMessage } from "./parts.ts";

test("whatever is split comes together again, also when the parts of several messages are mixed", () => {
  const message = fc.uint8Array({ maxLength: 200 });
  fc.assert(
    fc.property(message, message, fc.integer({ min: 1, max: 50 }), (one, two, size) => {
      const joiner = new PartJoiner();
      const [first, second] = [splitMessage(one, size), splitMessage(two, size)];
      const joined: Uint8Array[] = [];

      for (let index = 0; index < Math.max(first.length, second.length); index += 1) {
        for (const [id, parts] of [
          ["a", first],
          ["b", second],
        ] as const) {
          const bytes = parts[index];
          const whole = bytes === undefined ? undefined : joiner.add({ id, index, count: parts.length, bytes });
          if (whole !== undefined) joined.push(whole);
        }
      }

      const texts = joined.map((bytes) => Buffer.from(bytes).toString("hex")).toSorted();
      expect(texts).toEqual([one, two].map((bytes) => Buffer.from(bytes).toString("hex")).toSorted());
    }),
  );
});

test("a message with a gap, or a part twice, is given up and never half delivered", () => {
  const joiner = new PartJoiner();
  const bytes = Buffer.from("x");

  expect(joiner.add({ id: "a", index: 0, count: 3, bytes })).toBeUndefined();
  expect(joiner.add({ id: "a", index: 2, count: 3, bytes })).toBeUndefined();
  expect(joiner.add({ id: "a", index: 1, count: 3, bytes })).toBeUndefined();
  expect(joiner.add({ id: "b", index: 0, count: 2, bytes })).toBeUndefined();
  expect(joiner.add({ id: "b", index: 0, count: 2, bytes })).toBeUndefined();
  expect(joiner.add({ id: "b", index: 1, count: 2, bytes })).toBeUndefined();
});

test("what is too large is refused before any of it is sent", () => {
  expect(() => splitMessage(new Uint8Array(maxMessageBytes + 1), 1000)).toThrow(expect.objectContaining({ code: "bus.too_large" }));
});

test("halves of messages whose senders died do not shut out those of the living", () => {
  const joiner = new PartJoiner();
  const half = new Uint8Array(maxMessageBytes - 1);
  for (let index = 0; index < 20; index += 1) joiner.add({ id: `dead-${String(index)}`, index: 0, count: 2, bytes: half });

  const bytes = Buffer.from("x");
  expect(joiner.add({ id: "a", index: 0, count: 2, bytes })).toBeUndefined();
  expect(joiner.add({ id: "a", index: 1, count: 2, bytes })?.length).toBe(2);
});
