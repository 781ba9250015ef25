import { AppError } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { FreshAnswers } from "./fresh-answers.ts";

function stage() {
  const clock = new ManualClock();
  const answers = new FreshAnswers<number>({ clock, freshMs: (answer) => answer });
  let asked = 0;
  const get = (key: string, ask: () => Promise<number>) =>
    answers.get(key, () => {
      asked += 1;
      return ask();
    });
  return { clock, get, asked: () => asked };
}

test("one asks for all who come meanwhile, and for those who come while its answer is fresh", async () => {
  const { clock, get, asked } = stage();
  const together = await Promise.all([get("a", () => Promise.resolve(1000)), get("a", () => Promise.resolve(1))]);
  clock.advance(999);
  const soon = await get("a", () => Promise.resolve(2));
  clock.advance(1);

  expect([...together, soon, await get("a", () => Promise.resolve(3))]).toEqual([1000, 1000, 1000, 3]);
  expect(asked()).toBe(2);
});

test("a failure is told to those who waited for it, and to nobody else", async () => {
  const { get } = stage();
  const failing = () => Promise.reject(new AppError("server.internal", "no"));

  const both = await Promise.allSettled([get("a", failing), get("a", failing)]);

  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await get("a", () => Promise.resolve(5))).toBe(5);
});

test("no number of questions fills memory: the oldest are forgotten", async () => {
  const { get, asked } = stage();
  for (let key = 0; key <= 2000; key += 1) await get(String(key), () => Promise.resolve(60_000));

  await get("2000", () => Promise.resolve(1));
  const known = asked();
  await get("0", () => Promise.resolve(1));

  expect([known, asked()]).toEqual([2001, 2002]);
});
