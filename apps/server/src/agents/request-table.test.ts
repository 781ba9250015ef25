import { AppError } from "@postern/domain";
import fc from "fast-check";
import { expect, test } from "vitest";

import { nothing, startRequestTable as start, stat } from "./testing/request-table-scene.ts";

test("each request has its own id and the fence of its connection", () => {
  const { table, sent } = start();

  void table.ask(stat, { timeoutMs: 1_000 });
  void table.ask(stat, { timeoutMs: 1_000 });

  expect(sent.map(({ id, fence }) => ({ id, fence }))).toEqual([
    { id: "5-1", fence: 5 },
    { id: "5-2", fence: 5 },
  ]);
});

test("a request beyond the limit is sent when one before it is answered", async () => {
  const { table, sent, answer } = start();
  void table.ask(stat, { timeoutMs: 1_000 });
  void table.ask(stat, { timeoutMs: 1_000 });
  const third = table.ask(stat, { timeoutMs: 1_000 });
  expect(sent).toHaveLength(2);

  answer(0);
  answer(2);

  expect(await third).toEqual(nothing);
});

test("a request that waits longer than its limit was not sent", async () => {
  const { table, sent, clock } = start();
  void table.ask(stat, { timeoutMs: 60_000 });
  void table.ask(stat, { timeoutMs: 60_000 });
  const third = table.ask(stat, { timeoutMs: 1_000 });

  clock.advance(1_000);

  await expect(third).rejects.toMatchObject({ code: "agent.busy" });
  expect(sent).toHaveLength(2);
});

test("what a request waited for a place is taken from its limit: its caller waits once, not twice", async () => {
  const { table, sent, clock, answer } = start({ maxConcurrentRequests: 1 });
  void table.ask(stat, { timeoutMs: 60_000 });
  const second = table.ask(stat, { timeoutMs: 10_000 });
  clock.advance(7_000);

  answer(0);
  expect(sent[1]).toMatchObject({ timeoutMs: 3_000 });
  clock.advance(13_000);

  await expect(second).rejects.toMatchObject({ code: "agent.gone" });
});

test("more may not wait than the limit says", async () => {
  const { table } = start({ maxWaitingRequests: 0 });
  void table.ask(stat, { timeoutMs: 1_000 });
  void table.ask(stat, { timeoutMs: 1_000 });

  await expect(table.ask(stat, { timeoutMs: 1_000 })).rejects.toMatchObject({ code: "agent.busy" });
});

test("an answer that does not come within limit and slack is gone, and its place is free", async () => {
  const { table, clock, sent } = start({ maxConcurrentRequests: 1 });
  const first = table.ask(stat, { timeoutMs: 1_000 });
  void table.ask(stat, { timeoutMs: 60_000 });

  clock.advance(11_000);

  await expect(first).rejects.toMatchObject({ code: "agent.gone" });
  expect(sent).toHaveLength(2);
});

test("a late answer and a second answer change nothing", async () => {
  const { table, clock, answer } = start();
  const first = table.ask(stat, { timeoutMs: 1_000 });
  clock.advance(11_000);
  await expect(first).rejects.toMatchObject({ code: "agent.gone" });
  const second = table.ask(stat, { timeoutMs: 1_000 });

  expect(answer(0)).toBe(false);
  expect(answer(1)).toBe(true);
  expect(answer(1)).toBe(false);
  expect(await second).toEqual(nothing);
});

test("an error of the agent keeps its code", async () => {
  const { table } = start();
  const answer = table.ask(stat, { timeoutMs: 1_000 });

  table.answer({ type: "result", id: "5-1", ok: false, error: { code: "file.failed", message: "No." } });

  await expect(answer).rejects.toMatchObject({ code: "file.failed", message: "No." });
});

test("an answer that cannot be read counts as lost, because the act has happened", async () => {
  const { table } = start();
  const answer = table.ask({ kind: "run", words: ["sbatch"] }, { timeoutMs: 1_000 });

  table.answer({ type: "result", id: "5-1", ok: true, value: { exitCode: "zero" } });

  await expect(answer).rejects.toMatchObject({ code: "agent.gone" });
});

test("an answer that is more than was asked for counts as lost", async () => {
  const { table } = start();
  const answer = table.ask({ kind: "tail", path: "/x", maxBytes: 2 }, { timeoutMs: 1_000 });

  table.answer({ type: "result", id: "5-1", ok: true, value: { offset: 0, bytes: "YWJj", fileSizeBytes: 3 } });

  await expect(answer).rejects.toMatchObject({ code: "agent.gone" });
});

test("what could not be sent says so", async () => {
  const { table } = start({ fails: true });

  await expect(table.ask(stat, { timeoutMs: 1_000 })).rejects.toMatchObject({ code: "agent.busy" });
  expect(table.sentCount).toBe(0);
});

test("at the end of the connection what was sent is gone and what waited was not sent", async () => {
  const { table } = start({ maxConcurrentRequests: 1 });
  const sent = table.ask(stat, { timeoutMs: 1_000 });
  const waiting = table.ask(stat, { timeoutMs: 1_000 });

  table.end();

  await Promise.all([
    expect(sent).rejects.toMatchObject({ code: "agent.gone" }),
    expect(waiting).rejects.toMatchObject({ code: "agent.offline" }),
  ]);
  await expect(table.ask(stat, { timeoutMs: 1_000 })).rejects.toMatchObject({ code: "agent.offline" });
});

test("whatever the order of events, every request settles exactly once and nothing is left", async () => {
  const step = fc.oneof(
    fc.constant({ act: "ask" } as const),
    fc.record({ act: fc.constant("answer" as const), index: fc.nat(20) }),
    fc.record({ act: fc.constant("wait" as const), ms: fc.nat(8_000) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { table, clock, answer } = start();
      const asked: Promise<string>[] = [];
      for (const next of steps) {
        if (next.act === "ask")
          asked.push(
            table.ask(stat, { timeoutMs: 5_000 }).then(
              () => "answer",
              (error: unknown) => (error instanceof AppError ? error.code : "?"),
            ),
          );
        if (next.act === "answer") answer(next.index);
        if (next.act === "wait") clock.advance(next.ms);
        await Promise.resolve();
      }
      table.end();

      const outcomes = await Promise.all(asked);
      expect(outcomes.every((outcome) => ["answer", "agent.gone", "agent.busy", "agent.offline"].includes(outcome))).toBe(true);
      expect([table.sentCount, table.waitingCount]).toEqual([0, 0]);
    }),
    { numRuns: 200 },
  );
});
