import { AppError, toAgentId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import { maxCommandsOfAgent, RecentCommands } from "./recent-commands.ts";

const cluster = toAgentId("cluster");
const other = toAgentId("other");
const stat = (path: string) => ({ kind: "stat", path }) as const;
const run = (...words: readonly [string, ...string[]]) => ({ kind: "run", words, stdin: "hunter2" }) as const;
const nothing = { stat: null };
const exits = (exitCode: number) => () => Promise.resolve({ exitCode, stdout: "secret", stderr: "", isCut: false });

test("what is under way has no outcome yet, and gets it with the time that it took", async () => {
  const clock = new ManualClock(5_000);
  const commands = new RecentCommands(clock);
  const answer = Promise.withResolvers<typeof nothing>();

  const done = commands.watch(cluster, stat("/x"), () => answer.promise);
  const before = commands.list(cluster);
  clock.advance(30);
  answer.resolve(nothing);

  expect(await done).toBe(nothing);
  expect(before).toEqual([{ at: 5_000, kind: "stat", what: "/x", tookMs: null, outcome: null }]);
  expect(commands.list(cluster)).toEqual([{ at: 5_000, kind: "stat", what: "/x", tookMs: 30, outcome: "ok" }]);
});

test("a command that failed says how, and the error goes on to who asked", async () => {
  const commands = new RecentCommands(new ManualClock());

  await commands.watch(cluster, run("squeue"), exits(0));
  await commands.watch(cluster, run("sbatch", "x.sh"), exits(1));
  const lost = commands.watch(cluster, run("scancel", "7"), () => Promise.reject(new AppError("agent.gone", "Lost.")));

  await expect(lost).rejects.toMatchObject({ code: "agent.gone" });
  expect(commands.list(cluster).map(({ what, outcome }) => `${what}: ${String(outcome)}`)).toEqual([
    "scancel 7: agent.gone",
    "sbatch x.sh: exit 1",
    "squeue: ok",
  ]);
});

test("nothing that was written or answered is kept, and a line stays a line", async () => {
  const commands = new RecentCommands(new ManualClock());

  await commands.watch(cluster, run("sh", "a\nb", "x".repeat(1_000)), exits(0));
  await commands.watch(cluster, { kind: "write", path: "/x", bytes: Buffer.from("hunter2") }, () => Promise.resolve({}));

  const [written, ran] = commands.list(cluster);
  expect(ran?.what).toMatch(/^sh a b x{192}…$/);
  expect(ran?.what).toHaveLength(200);
  expect(written?.what).toBe("/x");
  expect(JSON.stringify(commands.list(cluster))).not.toMatch(/hunter2|secret/);
});

test("of one agent the last hundred are kept", async () => {
  const commands = new RecentCommands(new ManualClock());

  for (let index = 0; index <= maxCommandsOfAgent; index += 1) {
    await commands.watch(cluster, stat(`/${String(index)}`), () => Promise.resolve(nothing));
  }

  const whats = commands.list(cluster).map((command) => command.what);
  expect(whats).toHaveLength(maxCommandsOfAgent);
  expect([whats.at(0), whats.at(-1)]).toEqual([`/${String(maxCommandsOfAgent)}`, "/1"]);
});

test("one that is pushed out while it runs changes nothing when it ends", async () => {
  const commands = new RecentCommands(new ManualClock());
  const answer = Promise.withResolvers<typeof nothing>();
  const slow = commands.watch(cluster, stat("/slow"), () => answer.promise);
  for (let index = 0; index < maxCommandsOfAgent; index += 1) {
    await commands.watch(cluster, stat("/quick"), () => Promise.resolve(nothing));
  }

  answer.resolve(nothing);
  await slow;

  expect(new Set(commands.list(cluster).map((command) => command.what))).toEqual(new Set(["/quick"]));
});

test("where all agents together have too many, the one that was asked longest ago is forgotten", async () => {
  const commands = new RecentCommands(new ManualClock(), 3);
  const ask = (id: typeof cluster): Promise<unknown> => commands.watch(id, stat("/x"), () => Promise.resolve(nothing));

  await ask(other);
  await ask(cluster);
  await ask(other);
  await ask(other);

  expect(commands.list(cluster)).toEqual([]);
  expect(commands.list(other)).toHaveLength(3);
});
