import { silentLogger } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test, vi } from "vitest";
import { InProcessBus } from "./in-process-bus.ts";

const turn = (): Promise<void> => Promise.resolve();

function listen(bus: InProcessBus, subject: string): { readonly heard: unknown[]; readonly stop: () => void } {
  const heard: unknown[] = [];
  return { heard, stop: bus.subscribe(subject, (payload) => heard.push(payload)) };
}

test("every subscriber of a subject hears every message, in order, and others hear nothing", async () => {
  await using bus = new InProcessBus(silentLogger, new ManualClock());
  const [first, second, other] = [listen(bus, "run.changed"), listen(bus, "run.changed"), listen(bus, "run")];

  bus.publish("run.changed", 1);
  bus.publish("run.changed", 2);
  await turn();

  expect([first.heard, second.heard, other.heard]).toEqual([[1, 2], [1, 2], []]);
});

test("a publisher is never run by its listeners", async () => {
  await using bus = new InProcessBus(silentLogger, new ManualClock());
  const { heard } = listen(bus, "a");

  bus.publish("a", 1);

  expect(heard).toEqual([]);
  await turn();
  expect(heard).toEqual([1]);
});

test("a listener may publish, also what it listens to", async () => {
  await using bus = new InProcessBus(silentLogger, new ManualClock());
  const heard: number[] = [];
  bus.subscribe("count", (payload) => {
    heard.push(payload as number);
    if (heard.length < 3) bus.publish("count", (payload as number) + 1);
  });

  bus.publish("count", 1);
  await expect.poll(() => heard).toHaveLength(3);

  expect(heard).toEqual([1, 2, 3]);
});

test("a listener that fails is logged and loses its own copy only", async () => {
  const log = { ...silentLogger, error: vi.fn<typeof silentLogger.error>() };
  await using bus = new InProcessBus(log, new ManualClock());
  const failure = new TypeError("bad listener");
  bus.subscribe("a", () => {
    throw failure;
  });
  const { heard } = listen(bus, "a");

  bus.publish("a", 1);
  await turn();

  expect(heard).toEqual([1]);
  expect(log.error).toHaveBeenCalledExactlyOnceWith({ subject: "a", error: failure }, "a bus subscriber failed");
});

test("nothing arrives after unsubscribing, not even what was published before; doing it twice is harmless", async () => {
  await using bus = new InProcessBus(silentLogger, new ManualClock());
  const [leaving, staying] = [listen(bus, "a"), listen(bus, "a")];

  bus.publish("a", 1);
  leaving.stop();
  leaving.stop();
  await turn();

  expect([leaving.heard, staying.heard]).toEqual([[], [1]]);
});

test("who subscribes after a message was published does not get it", async () => {
  await using bus = new InProcessBus(silentLogger, new ManualClock());
  const early = listen(bus, "a");

  bus.publish("a", 1);
  const late = listen(bus, "a");
  await turn();

  expect([early.heard, late.heard]).toEqual([[1], []]);
});

test("the same function subscribed twice is two subscriptions", async () => {
  await using bus = new InProcessBus(silentLogger, new ManualClock());
  const receive = vi.fn<(payload: unknown) => void>();
  const stop = bus.subscribe("a", receive);
  bus.subscribe("a", receive);

  stop();
  bus.publish("a", 1);
  await turn();

  expect(receive).toHaveBeenCalledTimes(1);
});

test("a subject can be used again when all have left it", async () => {
  await using bus = new InProcessBus(silentLogger, new ManualClock());
  listen(bus, "a").stop();
  const { heard } = listen(bus, "a");

  bus.publish("a", 1);
  await turn();

  expect(heard).toEqual([1]);
});

test("a closed bus delivers nothing, neither old nor new", async () => {
  const bus = new InProcessBus(silentLogger, new ManualClock());
  const { heard } = listen(bus, "a");

  bus.publish("a", 1);
  await bus[Symbol.asyncDispose]();
  bus.publish("a", 2);
  await turn();

  expect(heard).toEqual([]);
});

test("the limit of a question is measured by the clock, and what was settled is waited for by nobody", async () => {
  const clock = new ManualClock();
  await using bus = new InProcessBus(silentLogger, clock);
  const calledOff = new AbortController();
  const listening = vi.spyOn(calledOff.signal, "addEventListener");
  bus.answer("quick", () => Promise.resolve(1));
  bus.answer("slow", () => new Promise(() => undefined));

  await bus.ask("quick", null, { timeoutMs: 1_000, signal: calledOff.signal });
  const [, , options] = listening.mock.calls[0] ?? [];
  expect((options as AddEventListenerOptions).signal?.aborted).toBe(true);
  expect(clock.sleeperCount).toBe(0);

  const slow = bus.ask("slow", null, { timeoutMs: 1_000 }).catch((error: unknown) => error);
  clock.advance(1_000);
  expect(await slow).toMatchObject({ code: "bus.lost" });
  expect(clock.sleeperCount).toBe(0);
});
