import type { LiveEvent } from "@postern/contracts";
import type { Clock } from "@postern/domain";
import { expect, test } from "vitest";
import { LiveConnection, silenceLimitMs } from "./live-connection.ts";
import type { LiveState } from "./live-connection.ts";

test("after the greeting the mark is live and events pass", async () => {
  const stage = makeStage();
  await using connection = new LiveConnection(stage.parts);
  void connection;

  stage.stream(0).say({ type: "hello", serverVersion: "1" });
  stage.stream(0).say({ type: "credentials", workspaceId: null });

  await expect.poll(() => stage.events).toEqual([{ type: "credentials", workspaceId: null }]);
  expect(stage.states.at(-1)).toEqual({ mark: "live" });
  expect(stage.catchUps).toBe(0);
});

test("a broken stream is opened again, and what was missed is asked for", async () => {
  const stage = makeStage();
  await using connection = new LiveConnection(stage.parts);
  void connection;

  stage.stream(0).say({ type: "hello", serverVersion: "1" });
  await expect.poll(() => stage.states.at(-1)).toEqual({ mark: "live" });
  stage.stream(0).breakOff();
  await stage.advance(1000);
  stage.stream(1).say({ type: "hello", serverVersion: "1" });

  await expect.poll(() => stage.states.at(-1)).toEqual({ mark: "live" });
  expect(stage.catchUps).toBe(1);
});

test("the second failure in a row says since when nothing was heard", async () => {
  const stage = makeStage();
  await using connection = new LiveConnection(stage.parts);
  void connection;

  stage.stream(0).say({ type: "hello", serverVersion: "1" });
  await expect.poll(() => stage.states.at(-1)).toEqual({ mark: "live" });
  await stage.advance(5000);
  stage.stream(0).breakOff();
  await stage.advance(1000);
  stage.stream(1).breakOff();

  await expect.poll(() => stage.states.at(-1)).toEqual({ mark: "offline", sinceMs: 0 });
});

test("a silent connection is given up after the limit", async () => {
  const stage = makeStage();
  await using connection = new LiveConnection(stage.parts);
  void connection;

  stage.stream(0).say({ type: "hello", serverVersion: "1" });
  await expect.poll(() => stage.states.at(-1)).toEqual({ mark: "live" });
  await stage.advance(silenceLimitMs);

  await expect.poll(() => stage.stream(0).isClosed()).toBe(true);
});

function makeStage() {
  const clock = makeClock();
  const streams: FakeStream[] = [];
  const states: LiveState[] = [];
  const events: LiveEvent[] = [];
  const stage = { states, events, catchUps: 0, advance: clock.advance, stream: (index: number) => streamAt(streams, index) };
  const parts = {
    clock: clock.clock,
    random: () => 1,
    onEvent: (event: LiveEvent) => void events.push(event),
    onState: (state: LiveState) => void states.push(state),
    catchUp: async () => {
      stage.catchUps += 1;
    },
    open: async (signal: AbortSignal) => {
      const stream = makeStream(signal);
      streams.push(stream);
      return stream.response;
    },
  };
  return {
    ...stage,
    parts,
    get catchUps() {
      return stage.catchUps;
    },
  };
}

function streamAt(streams: readonly FakeStream[], index: number): FakeStream {
  const stream = streams[index];
  if (stream === undefined) return expect.fail(`connection ${String(index)} was not opened`);
  return stream;
}

interface FakeStream {
  readonly response: Response;
  readonly say: (event: LiveEvent) => void;
  readonly breakOff: () => void;
  readonly isClosed: () => boolean;
}

function makeStream(signal: AbortSignal): FakeStream {
  let out: ReadableStreamDefaultController<Uint8Array> | undefined;
  const body = new ReadableStream<Uint8Array>({ start: (controller) => void (out = controller) });
  signal.addEventListener("abort", () => out?.error(signal.reason), { once: true });
  return {
    response: new Response(body),
    say: (event) => out?.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(event)}\n\n`)),
    breakOff: () => out?.error(new TypeError("network")),
    isClosed: () => signal.aborted,
  };
}

/** A clock that moves only when told to. */
function makeClock() {
  let nowMs = 0;
  let waiting: { readonly dueMs: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    now: () => nowMs,
    sleep: (delayMs, signal) =>
      new Promise<void>((resolve) => {
        if (signal?.aborted === true) return resolve();
        waiting.push({ dueMs: nowMs + delayMs, wake: resolve });
        signal?.addEventListener("abort", () => resolve(), { once: true });
        return undefined;
      }),
  };
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };
  const advance = async (byMs: number) => {
    // Let pending reads reach their next sleep before time moves.
    await new Promise((resolve) => setImmediate(resolve));
    nowMs += byMs;
    const due = waiting.filter((one) => one.dueMs <= nowMs);
    waiting = waiting.filter((one) => one.dueMs > nowMs);
    for (const one of due) one.wake();
    await settle();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { clock, advance };
}
