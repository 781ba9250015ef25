import { expect, test } from "vitest";
import { Gatherer } from "./gatherer.ts";

function open() {
  const acts: { readonly items: readonly number[]; readonly end: () => void }[] = [];
  const gatherer = new Gatherer<number>((items) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    acts.push({ items, end: resolve });
    return promise;
  });
  const endLast = async (): Promise<void> => {
    acts.at(-1)?.end();
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { gatherer, endLast, handled: () => acts.map(({ items }) => items) };
}

test("a single thing is handled at once", () => {
  const { gatherer, handled } = open();

  gatherer.add(1);

  expect(handled()).toEqual([[1]]);
});

test("what comes during an act is handled together by the next, in its order", async () => {
  const { gatherer, endLast, handled } = open();
  for (const item of [1, 2, 3]) gatherer.add(item);
  const during = handled();

  await endLast();
  await endLast();
  gatherer.add(4);

  expect(during).toEqual([[1]]);
  expect(handled()).toEqual([[1], [2, 3], [4]]);
});

test("no act is larger than what a statement takes", async () => {
  const { gatherer, endLast, handled } = open();
  for (let item = 0; item <= 600; item += 1) gatherer.add(item);

  await endLast();
  await endLast();

  expect(handled().map(({ length }) => length)).toEqual([1, 500, 100]);
});
