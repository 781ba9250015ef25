import { silentLogger } from "@postern/domain";
import { expect, test } from "vitest";
import { OngoingWork } from "./ongoing-work.ts";

function gate() {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { promise, open: () => resolve(undefined) };
}

test("work of one key never runs twice at once", async () => {
  await using ongoing = new OngoingWork(silentLogger, 4);
  const door = gate();
  let count = 0;
  const work = async () => {
    count += 1;
    await door.promise;
  };

  const answers = [ongoing.start("a", work), ongoing.start("a", work)];
  door.open();
  await ongoing.idle();

  expect(answers).toEqual([true, false]);
  expect(count).toBe(1);
});

test("one that hangs does not hold up the others, and a key may run again when it has ended", async () => {
  await using ongoing = new OngoingWork(silentLogger, 2);
  const door = gate();
  const done: string[] = [];
  ongoing.start("slow", () => door.promise);

  for (const name of ["a", "b", "c"]) ongoing.start(name, () => Promise.resolve(void done.push(name)));
  await expect.poll(() => done).toEqual(["a", "b", "c"]);
  const isAgain = ongoing.start("a", () => Promise.resolve());
  door.open();

  expect(isAgain).toBe(true);
});

test("a failure ends only itself", async () => {
  await using ongoing = new OngoingWork(silentLogger, 1);
  let isReached = false;

  ongoing.start("bad", () => Promise.reject(new Error("trouble")));
  ongoing.start("good", () => Promise.resolve(void (isReached = true)));
  await ongoing.idle();

  expect(isReached).toBe(true);
});

test("closing drops what waits and lets what runs come to its end", async () => {
  const ongoing = new OngoingWork(silentLogger, 1);
  const door = gate();
  const done: string[] = [];
  ongoing.start("first", async () => {
    await door.promise;
    done.push("first");
  });
  ongoing.start("second", () => Promise.resolve(void done.push("second")));

  const closing = ongoing[Symbol.asyncDispose]();
  door.open();
  await closing;

  expect(done).toEqual(["first"]);
});
