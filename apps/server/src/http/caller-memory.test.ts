import { toUserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { tokenCaller } from "../testing/callers.fixture.ts";
import { CallerMemory } from "./caller-memory.ts";
import type { FoundCaller } from "./caller-memory.ts";

const ada = tokenCaller(toUserId(1));

function stage(max?: number) {
  const clock = new ManualClock();
  const memory = new CallerMemory(clock, max);
  let [asked, answer]: [number, FoundCaller | undefined] = [0, { caller: ada, endsAt: null }];
  const find = (key = "x") =>
    memory.find(key, () => {
      asked += 1;
      return Promise.resolve(answer);
    });
  return { clock, memory, find, asked: () => asked, answer: (next: FoundCaller | undefined) => void (answer = next) };
}

test("somebody is looked up once in a second, also by many at once", async () => {
  const { clock, find, asked } = stage();

  const callers = await Promise.all([find(), find(), find()]);
  clock.advance(999);
  await find();
  const within = asked();
  clock.advance(1);
  await find();

  expect([callers, within, asked()]).toEqual([[ada, ada, ada], 1, 2]);
});

test("what is taken away counts from the moment when it is said, also for a look that is under way", async () => {
  const { memory, find, answer } = stage();
  await find();
  answer(undefined);
  const remembered = await find();
  memory.forget();
  const after = await find();
  const slow = Promise.withResolvers<FoundCaller | undefined>();

  const early = memory.find("y", () => slow.promise);
  memory.forget();
  slow.resolve({ caller: ada, endsAt: null });
  await early;

  expect([remembered, after]).toEqual([ada, undefined]);
  expect(await memory.find("y", () => Promise.resolve(undefined))).toBeUndefined();
});

test("an end that was known counts at its moment", async () => {
  const { clock, find, answer } = stage();
  answer({ caller: ada, endsAt: clock.now() + 500 });

  const before = await find();
  clock.advance(499);
  const last = await find();
  clock.advance(1);

  expect([before, last, await find()]).toEqual([ada, ada, undefined]);
});

test("strangers and a storage that is away are not remembered", async () => {
  const { memory, find, answer, asked } = stage();
  answer(undefined);
  await find();
  const strangers = memory.size;
  await expect(memory.find("y", () => Promise.reject(new TypeError("away")))).rejects.toThrow("away");
  answer({ caller: ada, endsAt: null });

  expect([strangers, memory.size, await find(), asked()]).toEqual([0, 0, ada, 2]);
});

test("it does not grow for ever", async () => {
  const { memory, find } = stage(3);
  for (const key of ["a", "b", "c", "d"]) await find(key);

  expect(memory.size).toBe(1);
});
