import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { DerivationThreads } from "./derivation-threads.ts";
import type { DerivationTask } from "./derivation-task.ts";

const clock = new ManualClock();
const bytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(text));
const task = (rounds: number): DerivationTask => ({
  kind: "bcrypt",
  passphrase: bytes("password"),
  salt: bytes("salt"),
  rounds,
  sizeBytes: 32,
});

test("bcrypt_pbkdf gives what OpenBSD's gives", async () => {
  await using threads = new DerivationThreads({ clock });

  const end = await threads.run(task(4));

  const expected = "5bbf0cc293587f1c3635555c27796598d47e579071bf427e9d8fbe842aba34d9";
  expect(end.kind === "done" && Buffer.from(end.answer ?? []).toString("hex")).toBe(expected);
});

test("a derivation beyond its deadline is ended", async () => {
  await using threads = new DerivationThreads({ clock, deadlineMs: 60_000 });
  const running = threads.run(task(1_000_000));
  await expect.poll(() => clock.sleeperCount).toBe(1);

  clock.advance(60_000);

  expect(await running).toEqual({ kind: "too_slow" });
  expect(clock.sleeperCount).toBe(0);
});

test("the server's own thread goes on meanwhile", async () => {
  await using threads = new DerivationThreads({ clock });
  let turns = 0;
  const timer = setInterval(() => turns++, 5);

  await threads.run(task(50));
  clearInterval(timer);

  expect(turns).toBeGreaterThan(5);
});

test("more than may run at once wait, and all are answered", async () => {
  await using threads = new DerivationThreads({ clock, threads: 1 });

  const ends = await Promise.all([threads.run(task(1)), threads.run(task(1)), threads.run(task(1))]);

  expect(ends.map(({ kind }) => kind)).toEqual(["done", "done", "done"]);
});

test("closing ends what runs, and what waits does not begin", async () => {
  const threads = new DerivationThreads({ clock, threads: 1 });
  const running = [threads.run(task(1_000_000)), threads.run(task(1_000_000))];
  // The first one has its thread, the second one waits.
  await new Promise(setImmediate);

  await threads[Symbol.asyncDispose]();

  expect(await Promise.all(running)).toEqual([{ kind: "too_slow" }, { kind: "too_slow" }]);
});

test("nothing begins once it is closed", async () => {
  const threads = new DerivationThreads({ clock });

  const running = threads.run(task(1_000_000));
  await threads[Symbol.asyncDispose]();

  expect(await running).toEqual({ kind: "too_slow" });
});

test("the passphrase does not stay with the one that gave it", async () => {
  await using threads = new DerivationThreads({ clock });
  const given = task(1);

  await threads.run(given);

  expect(given.passphrase.byteLength).toBe(0);
});
