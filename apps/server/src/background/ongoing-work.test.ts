import { silentLogger, toUserId } from "@postern/domain";
import { expect, test } from "vitest";
import { OngoingWork } from "./ongoing-work.ts";

const ada = toUserId(1);
const bob = toUserId(2);

function gate() {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { promise, open: () => resolve(undefined) };
}

test("work of one key never runs twice at once", async () => {
  await using ongoing = new OngoingWork(silentLogger, { all: 4, perOwner: 4 });
  const door = gate();
  let count = 0;
  const work = async () => {
    count += 1;
    await door.promise;
  };

  const answers = [ongoing.start({ key: "a", owner: ada }, work), ongoing.start({ key: "a", owner: ada }, work)];
  door.open();
  await ongoing.idle();

  expect(answers).toEqual([true, false]);
  expect(count).toBe(1);
});

test("one that hangs does not hold up the others, and a key may run again when it has ended", async () => {
  await using ongoing = new OngoingWork(silentLogger, { all: 2, perOwner: 2 });
  const door = gate();
  const done: string[] = [];
  ongoing.start({ key: "slow", owner: ada }, () => door.promise);

  for (const name of ["a", "b", "c"]) ongoing.start({ key: name, owner: ada }, () => Promise.resolve(void done.push(name)));
  await expect.poll(() => done).toEqual(["a", "b", "c"]);
  const isAgain = ongoing.start({ key: "a", owner: ada }, () => Promise.resolve());
  door.open();

  expect(isAgain).toBe(true);
});

test("one owner whose work hangs leaves room for the others, and gets what was kept waiting when a place is free", async () => {
  await using ongoing = new OngoingWork(silentLogger, { all: 4, perOwner: 2 });
  const door = gate();
  const begun: string[] = [];
  const hang = (name: string) => () => {
    begun.push(name);
    return door.promise;
  };
  for (const name of ["a1", "a2", "a3", "a4", "a5"]) ongoing.start({ key: name, owner: ada }, hang(name));

  ongoing.start({ key: "b1", owner: bob }, hang("b1"));
  const whileHanging = [...begun];
  door.open();
  await ongoing.idle();

  expect(whileHanging).toEqual(["a1", "a2", "b1"]);
  expect(begun).toEqual(["a1", "a2", "b1", "a3", "a4", "a5"]);
});

test("a failure ends only itself", async () => {
  await using ongoing = new OngoingWork(silentLogger, { all: 1, perOwner: 1 });
  let isReached = false;

  ongoing.start({ key: "bad", owner: ada }, () => Promise.reject(new Error("trouble")));
  ongoing.start({ key: "good", owner: ada }, () => Promise.resolve(void (isReached = true)));
  await ongoing.idle();

  expect(isReached).toBe(true);
});

test("closing drops what waits and lets what runs come to its end", async () => {
  const ongoing = new OngoingWork(silentLogger, { all: 1, perOwner: 1 });
  const door = gate();
  const done: string[] = [];
  ongoing.start({ key: "first", owner: ada }, async () => {
    await door.promise;
    done.push("first");
  });
  ongoing.start({ key: "second", owner: ada }, () => Promise.resolve(void done.push("second")));

  const closing = ongoing[Symbol.asyncDispose]();
  door.open();
  await closing;

  expect(done).toEqual(["first"]);
});
