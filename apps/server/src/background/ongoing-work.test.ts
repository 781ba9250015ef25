import { silentLogger, toUserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
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

test("what hangs beyond patience gives its place to another, goes on, and still runs once at a time", async () => {
  const clock = new ManualClock();
  await using ongoing = new OngoingWork(silentLogger, { all: 2, perOwner: 2 }, { clock, ms: 5000 });
  const door = gate();
  const [begun, ended]: [string[], string[]] = [[], []];
  const hang = (name: string) => async () => {
    begun.push(name);
    await door.promise;
    ended.push(name);
  };
  for (const name of ["a", "b", "c"]) ongoing.start({ key: name, owner: ada }, hang(name));

  clock.advance(4999);
  await Promise.resolve();
  const inTime = [...begun];
  clock.advance(1);
  await expect.poll(() => begun).toEqual(["a", "b", "c"]);
  const isTwice = ongoing.start({ key: "a", owner: ada }, hang("a"));
  door.open();
  await ongoing.idle();

  expect([inTime, isTwice]).toEqual([["a", "b"], false]);
  expect(ended).toEqual(["a", "b", "c"]);
  // Places were given back once each, so two of them are there again.
  const second = gate();
  for (const name of ["d", "e", "f"]) ongoing.start({ key: name, owner: bob }, () => second.promise.then(() => void ended.push(name)));
  await Promise.resolve();
  second.open();
  await ongoing.idle();
  expect(ended.slice(3)).toEqual(["d", "e", "f"]);
  expect(clock.sleeperCount).toBe(0);
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
