import { AppError } from "@postern/domain";
import { expect, test } from "vitest";

import { Slots } from "./slots.ts";

test("no more than the limit run at once, and all of them run", async () => {
  const slots = new Slots(3);
  let running = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  };

  await Promise.all(Array.from({ length: 20 }, () => slots.run(work)));

  expect(most).toBe(3);
  expect(running).toBe(0);
});

test("waiting work begins in the order of its arrival", async () => {
  const slots = new Slots(1);
  const order: number[] = [];

  await Promise.all([1, 2, 3, 4].map((number) => slots.run(async () => order.push(number))));

  expect(order).toEqual([1, 2, 3, 4]);
});

test("work that fails frees its place", async () => {
  const slots = new Slots(1);
  await expect(slots.run(() => Promise.reject(new AppError("command.timeout", "too slow")))).rejects.toMatchObject({
    code: "command.timeout",
  });

  const answer = await slots.run(async () => "done");

  expect(answer).toBe("done");
});

test("refused work never begins", async () => {
  const slots = new Slots(1);
  let finish = (): void => undefined;
  const first = slots.run(() => new Promise<void>((resolve) => (finish = resolve)));
  let hasBegun = false;
  const second = slots.run(async () => (hasBegun = true));

  slots.refuseWaiting(new AppError("agent.offline", "closed"));
  finish();

  await expect(second).rejects.toMatchObject({ code: "agent.offline" });
  await first;
  expect(hasBegun).toBe(false);
});
