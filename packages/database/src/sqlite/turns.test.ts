import { expect, test } from "vitest";
import { Turns } from "./turns.ts";

test("one at a time, in the order in which they came", async () => {
  const turns = new Turns();
  const seen: number[] = [];
  let inside = 0;
  const work = async (index: number): Promise<void> => {
    await turns.take();
    inside += 1;
    expect(inside).toBe(1);
    await Promise.resolve();
    seen.push(index);
    inside -= 1;
    turns.give();
  };

  await Promise.all(Array.from({ length: 100 }, (_, index) => work(index)));

  expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index));
});

test("a newcomer does not overtake those who wait", async () => {
  const turns = new Turns();
  const seen: string[] = [];
  await turns.take();
  const waiting = turns.take().then(() => seen.push("waited"));

  turns.give();
  const newcomer = turns.take().then(() => seen.push("came later"));
  await waiting;
  turns.give();
  await newcomer;

  expect(seen).toEqual(["waited", "came later"]);
});
