import { decodeAgentMessage, encodeMessage, limits } from "@postern/agent-protocol";
import type { AgentMessage, RequestMessage } from "@postern/agent-protocol";
import { expect, test } from "vitest";

import { RequestLedger } from "./request-ledger.ts";
import type { Lane } from "./request-ledger.ts";

const request = (id: string): RequestMessage => ({ type: "request", id, fence: 1, timeoutMs: 1_000, operation: {} });
const good = (id: string, value: unknown = {}): string => encodeMessage({ type: "result", id, ok: true, value });

interface TestLane extends Lane {
  readonly sent: AgentMessage[];
}

function laneOf(isResuming = true): TestLane {
  const sent: AgentMessage[] = [];
  return { isResuming, sent, send: (frame) => sent.push(decodeAgentMessage(frame)) };
}

/** A ledger whose work is done when the test says so. */
function start() {
  const done: string[] = [];
  const cancelled: string[] = [];
  const finish = new Map<string, (frame: string) => void>();
  const ledger = new RequestLedger({
    answer: ({ id }, signal) => {
      done.push(id);
      signal.addEventListener("abort", () => cancelled.push(id));
      return new Promise((resolve) => finish.set(id, resolve));
    },
  });
  const answer = async (id: string, frame: string = good(id)): Promise<void> => {
    finish.get(id)?.(frame);
    await Promise.resolve();
    await Promise.resolve();
  };
  return { ledger, done, cancelled, answer };
}

test("an answer goes to the connection that serves when it is ready", async () => {
  const { ledger, answer } = start();
  const [first, second] = [laneOf(), laneOf()];
  ledger.open(first, []);
  void ledger.take(request("1-1"));

  ledger.close(first);
  ledger.open(second, ["1-1"]);
  await answer("1-1");

  expect(first.sent).toEqual([]);
  expect(second.sent).toMatchObject([{ id: "1-1", ok: true }]);
});

test("an answer that nobody acknowledged is sent again, until it is", async () => {
  const { ledger, done, answer } = start();
  const lanes = [laneOf(), laneOf(), laneOf()] as const;
  ledger.open(lanes[0], []);
  void ledger.take(request("1-1"));
  await answer("1-1");

  ledger.close(lanes[0]);
  ledger.open(lanes[1], ["1-1"]);
  ledger.acknowledge("1-1");
  ledger.close(lanes[1]);
  ledger.open(lanes[2], []);

  expect(lanes.map((lane) => lane.sent.length)).toEqual([1, 1, 0]);
  expect(done).toEqual(["1-1"]);
});

test("what was ready while nothing was connected is kept for the next connection", async () => {
  const { ledger, answer } = start();
  const [first, second] = [laneOf(), laneOf()];
  ledger.open(first, []);
  void ledger.take(request("1-1"));
  ledger.close(first);
  await answer("1-1");

  ledger.open(second, ["1-1"]);

  expect(second.sent).toMatchObject([{ id: "1-1", ok: true }]);
});

test("what never arrived is told apart from what is lost: it was not done", () => {
  const { ledger, done } = start();
  const lane = laneOf();

  ledger.open(lane, ["1-1"]);

  expect(lane.sent).toMatchObject([{ id: "1-1", ok: false, error: { code: "agent.offline" } }]);
  expect(done).toEqual([]);
});

test("what a restarted server does not wait for comes to its end, and its answer is dropped", async () => {
  const { ledger, cancelled, answer } = start();
  const [first, second] = [laneOf(), laneOf()];
  ledger.open(first, []);
  void ledger.take(request("1-1"));
  ledger.close(first);

  ledger.open(second, []);
  await answer("1-1");

  expect(second.sent).toEqual([]);
  expect(cancelled).toEqual([]);
});

test("a server of the first version gets the answer of a broken connection never", async () => {
  const { ledger, answer } = start();
  const [first, second] = [laneOf(false), laneOf(false)];
  ledger.open(first, []);
  void ledger.take(request("1-1"));
  void ledger.take(request("1-2"));
  await answer("1-1");
  ledger.close(first);
  ledger.open(second, []);
  await answer("1-2");

  expect(first.sent).toMatchObject([{ id: "1-1" }]);
  expect(second.sent).toEqual([]);
});

test("an id that arrives again is not done again; once answered, it is answered again", async () => {
  const { ledger, done, answer } = start();
  const lane = laneOf();
  ledger.open(lane, []);
  void ledger.take(request("1-1"));
  void ledger.take(request("1-1"));
  await answer("1-1");
  void ledger.take(request("1-1"));

  expect(done).toEqual(["1-1"]);
  expect(lane.sent).toMatchObject([{ id: "1-1" }, { id: "1-1" }]);
});

test("cancelling ends what is under way, and nothing else", async () => {
  const { ledger, cancelled, answer } = start();
  const lane = laneOf();
  ledger.open(lane, []);
  void ledger.take(request("1-1"));
  void ledger.take(request("1-2"));

  ledger.cancel("1-1");
  ledger.cancel("1-1");
  ledger.cancel("7-7");
  await answer("1-1");

  expect(cancelled).toEqual(["1-1"]);
  expect(lane.sent).toMatchObject([{ id: "1-1" }]);
});

test("an acknowledgement of what is under way changes nothing", async () => {
  const { ledger, answer } = start();
  const lane = laneOf();
  ledger.open(lane, []);
  void ledger.take(request("1-1"));

  ledger.acknowledge("1-1");
  await answer("1-1");

  expect(lane.sent).toMatchObject([{ id: "1-1" }]);
});

test("of a server that acknowledges nothing the last answers are kept, and the others are lost, not undone", async () => {
  const { ledger, answer } = start();
  const [first, second] = [laneOf(), laneOf()];
  ledger.open(first, []);
  const ids = Array.from({ length: limits.maxKeptResults + 2 }, (_, index) => `1-${String(index)}`);
  for (const id of ids) {
    void ledger.take(request(id));
    await answer(id);
  }
  ledger.close(first);

  ledger.open(second, ids);

  const codes = second.sent.map((message) => (message.type === "result" && !message.ok ? message.error.code : "kept"));
  expect(codes.slice(0, 3)).toEqual(["agent.gone", "agent.gone", "kept"]);
  expect(new Set(codes.slice(2))).toEqual(new Set(["kept"]));
});

test("large answers are kept up to their limit together", async () => {
  const { ledger, answer } = start();
  const [first, second] = [laneOf(), laneOf()];
  ledger.open(first, []);
  const ids = Array.from({ length: 6 }, (_, index) => `1-${String(index)}`);
  for (const id of ids) {
    void ledger.take(request(id));
    await answer(id, good(id, { stdout: "x".repeat(4 * 1024 * 1024) }));
  }
  ledger.close(first);

  ledger.open(second, ids);

  const kept = second.sent.filter((message) => message.type === "result" && message.ok);
  expect(kept.map((message) => (message.type === "result" ? message.id : ""))).toEqual(["1-3", "1-4", "1-5"]);
});

test("an id that was forgotten altogether may have been done, and says so", async () => {
  const { ledger, answer } = start();
  const [first, second] = [laneOf(), laneOf()];
  ledger.open(first, []);
  for (let index = 0; index <= limits.maxAwaited; index += 1) {
    void ledger.take(request(`1-${String(index)}`));
    await answer(`1-${String(index)}`);
  }
  ledger.close(first);

  ledger.open(second, ["1-0"]);

  expect(second.sent).toMatchObject([{ id: "1-0", ok: false, error: { code: "agent.gone" } }]);
});
