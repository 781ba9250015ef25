import { decodeAgentMessage, limits } from "@postern/agent-protocol";
import type { AgentMessage } from "@postern/agent-protocol";
import { AppError } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import { createPolicy } from "../policy.ts";
import type { Machine } from "./machine.ts";
import { OperationDesk } from "./operation-desk.ts";

const never = new Promise<never>(() => undefined);

function deskWith(machine: Partial<Machine>): { readonly desk: OperationDesk; readonly clock: ManualClock } {
  const clock = new ManualClock();
  return { desk: new OperationDesk({ machine: machine as Machine, policy: createPolicy([]), clock }), clock };
}

const notCancelled = new AbortController().signal;

async function answerOf(desk: OperationDesk, operation: unknown, signal: AbortSignal = notCancelled): Promise<AgentMessage> {
  return decodeAgentMessage(await desk.answer({ type: "request", id: "1", fence: 1, timeoutMs: 1_000, operation }, signal));
}

const squeue = { kind: "run", words: ["squeue"] };

test("a good answer carries the value", async () => {
  const { desk } = deskWith({ run: () => Promise.resolve({ exitCode: 0, stdout: "out", stderr: "" }) });

  expect(await answerOf(desk, squeue)).toMatchObject({ ok: true, value: { exitCode: 0, stdout: "out", stderr: "", isCut: false } });
});

test("an error of the machine keeps code and message", async () => {
  const { desk } = deskWith({ run: () => Promise.reject(new AppError("command.not_started", "No such program.")) });

  expect(await answerOf(desk, squeue)).toMatchObject({ ok: false, error: { code: "command.not_started", message: "No such program." } });
});

test("a fault says that the act may have happened, and nothing else", async () => {
  const { desk } = deskWith({ run: () => Promise.reject(new TypeError("password is hunter2")) });

  expect(await answerOf(desk, squeue)).toMatchObject({ ok: false, error: { code: "agent.gone", message: "The agent failed." } });
});

test("an unknown operation is answered, not obeyed", async () => {
  const { desk } = deskWith({});

  expect(await answerOf(desk, { kind: "reboot" })).toMatchObject({ ok: false, error: { code: "agent.protocol" } });
});

test("a program off the list never reaches the machine", async () => {
  const { desk } = deskWith({ run: () => expect.unreachable("it ran") });

  expect(await answerOf(desk, { kind: "run", words: ["rm"] })).toMatchObject({ ok: false, error: { code: "agent.refused" } });
});

test("output that does not fit a frame is shortened and says so", async () => {
  const stdout = "\u0001".repeat(limits.maxOutputBytes);
  const { desk } = deskWith({ run: () => Promise.resolve({ exitCode: 0, stdout, stderr: "" }) });

  expect(await answerOf(desk, squeue)).toMatchObject({ ok: true, value: { isCut: true } });
});

test("a listing that does not fit a frame fails in plain words", async () => {
  const entries = Array.from({ length: limits.maxEntries }, (_, index) => ({
    name: `${"x".repeat(1_000)}${String(index)}`,
    kind: "file" as const,
  }));
  const { desk } = deskWith({ list: () => Promise.resolve(entries) });

  expect(await answerOf(desk, { kind: "list", path: "/x" })).toMatchObject({ ok: false, error: { code: "file.failed" } });
});

test("a file system that hangs is given up at the limit", async () => {
  const { desk, clock } = deskWith({ stat: () => never });
  const answer = answerOf(desk, { kind: "stat", path: "/x" });

  clock.advance(1_000);

  expect(await answer).toMatchObject({ ok: false, error: { code: "command.timeout" } });
});

test("a file system that hangs is left to itself when nobody waits any more", async () => {
  const { desk } = deskWith({ stat: () => never });
  const cancelled = new AbortController();
  const answer = answerOf(desk, { kind: "stat", path: "/x" }, cancelled.signal);

  cancelled.abort(new AppError("agent.gone", "The request was given up."));

  expect(await answer).toMatchObject({ ok: false, error: { code: "agent.gone", message: "The request was given up." } });
});

test("more than the limit at once is refused as busy, because nothing of it was done", async () => {
  const { desk } = deskWith({ run: () => never });
  for (let index = 0; index < limits.maxConcurrentRequests; index += 1) void answerOf(desk, squeue);

  expect(await answerOf(desk, squeue)).toMatchObject({ ok: false, error: { code: "agent.busy" } });
});

test("waiting for the end stops at its own limit", async () => {
  const { desk, clock } = deskWith({ run: () => never });
  void answerOf(desk, squeue);
  const idle = desk.untilIdle(500);

  clock.advance(500);

  await expect(idle).resolves.toBeUndefined();
});
