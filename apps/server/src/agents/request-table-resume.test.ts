import { expect, test } from "vitest";

import { nothing, startRequestTable as start, stat } from "./testing/request-table-scene.ts";

test("what was sent stays awaited while the agent is away, and its answer comes over the next connection", async () => {
  const { table, lane, sent, answer } = start();
  const asked = table.ask(stat, { timeoutMs: 60_000 });

  table.pause();
  const { awaited } = table;
  table.open(lane(6));
  answer(0);

  expect(awaited).toEqual(["5-1"]);
  expect(await asked).toEqual(nothing);
  expect(sent).toHaveLength(1);
});

test("while the agent is away nothing new is taken, and what waited is sent when it is back", async () => {
  const { table, lane, sent } = start({ maxConcurrentRequests: 1 });
  const first = table.ask(stat, { timeoutMs: 60_000 });
  void table.ask({ kind: "list", path: "/x" }, { timeoutMs: 60_000 });

  table.pause();
  await expect(table.ask(stat, { timeoutMs: 60_000 })).rejects.toMatchObject({ code: "agent.offline" });
  table.open(lane(6));
  table.answer({ type: "result", id: "5-1", ok: true, value: nothing });

  expect(await first).toEqual(nothing);
  expect(sent.map(({ id, fence, operation }) => ({ id, fence, operation }))).toMatchObject([
    { id: "5-1", fence: 5, operation: { kind: "stat" } },
    { id: "6-2", fence: 6, operation: { kind: "list" } },
  ]);
});

test("what waited longer than its limit for the agent to come back was not sent", async () => {
  const { table, clock } = start({ maxConcurrentRequests: 1 });
  void table.ask(stat, { timeoutMs: 60_000 });
  const waiting = table.ask(stat, { timeoutMs: 1_000 });

  table.pause();
  clock.advance(1_000);

  await expect(waiting).rejects.toMatchObject({ code: "agent.offline" });
});

const neverArrived = (id: string) =>
  ({ type: "result", id, ok: false, error: { code: "agent.offline", message: "The request never reached the agent." } }) as const;

test("what the broken connection swallowed is sent again, with the new fence, another id, and the time that is left", async () => {
  const { table, lane, sent, clock, answer } = start();
  const asked = table.ask(stat, { timeoutMs: 60_000 });
  table.pause();
  clock.advance(20_000);
  table.open(lane(6));

  table.answer(neverArrived("5-1"));
  answer(1);

  expect(sent[1]).toMatchObject({ id: "6-2", fence: 6, timeoutMs: 40_000, operation: stat });
  expect(await asked).toEqual(nothing);
});

test("what the broken connection swallowed is not sent again when its time has passed", async () => {
  const { table, lane, sent, clock } = start();
  const asked = table.ask(stat, { timeoutMs: 20_000 });
  table.pause();
  clock.advance(20_000);
  table.open(lane(6));

  table.answer(neverArrived("5-1"));

  await expect(asked).rejects.toMatchObject({ code: "agent.offline" });
  expect(sent).toHaveLength(1);
});

test("an agent that refuses the fence of its own connection is not asked for ever", async () => {
  const { table, sent } = start();
  const asked = table.ask(stat, { timeoutMs: 20_000 });

  table.answer(neverArrived("5-1"));

  await expect(asked).rejects.toMatchObject({ code: "agent.offline" });
  expect(sent).toHaveLength(1);
});

test("what is given up is gone at once, the agent is told, and its late answer is ignored", async () => {
  const { table, cancels, answer } = start();
  const giveUp = new AbortController();
  const asked = table.ask(stat, { timeoutMs: 60_000, signal: giveUp.signal });

  giveUp.abort();

  await expect(asked).rejects.toMatchObject({ code: "agent.gone" });
  expect(cancels).toEqual([{ type: "cancel", id: "5-1" }]);
  expect(answer(0)).toBe(false);
});

test("what is given up before it was sent is never sent", async () => {
  const { table, sent, cancels, answer } = start({ maxConcurrentRequests: 1 });
  void table.ask(stat, { timeoutMs: 60_000 });
  const giveUp = new AbortController();
  const waiting = table.ask(stat, { timeoutMs: 60_000, signal: giveUp.signal });

  giveUp.abort();
  const late = table.ask(stat, { timeoutMs: 60_000, signal: giveUp.signal });
  answer(0);

  await Promise.all([
    expect(waiting).rejects.toMatchObject({ code: "agent.offline" }),
    expect(late).rejects.toMatchObject({ code: "agent.offline" }),
  ]);
  expect([sent.length, cancels]).toEqual([1, []]);
});

test("what is given up while the agent is away is cancelled when it is back", async () => {
  const { table, lane, cancels } = start();
  const giveUp = new AbortController();
  const asked = table.ask(stat, { timeoutMs: 60_000, signal: giveUp.signal });
  table.pause();

  giveUp.abort();
  await expect(asked).rejects.toMatchObject({ code: "agent.gone" });
  const { awaited } = table;
  table.open(lane(6));

  expect([awaited, cancels]).toEqual([["5-1"], [{ type: "cancel", id: "5-1" }]]);
});

test("an agent of the first version is not told what it would not understand", async () => {
  const { table, lane, cancels } = start();
  table.open({ ...lane(6), canCancel: false });
  const giveUp = new AbortController();
  const asked = table.ask(stat, { timeoutMs: 60_000, signal: giveUp.signal });

  giveUp.abort();

  await expect(asked).rejects.toMatchObject({ code: "agent.gone" });
  expect(cancels).toEqual([]);
});
