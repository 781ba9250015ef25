import { silentLogger } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test, vi } from "vitest";
import { ReconcilerDriver } from "./driver.ts";
import type { Reconciler } from "./driver.ts";

/** A reconciler whose steps end when the test lets them. */
function scene(name = "runs") {
  const clock = new ManualClock();
  const log = { ...silentLogger, error: vi.fn<typeof silentLogger.error>() };
  const driver = new ReconcilerDriver(clock, log);
  const waiting: (() => void)[] = [];
  const steps = { begun: 0, running: 0, mostAtOnce: 0, signal: undefined as AbortSignal | undefined };
  const reconciler: Reconciler = {
    name,
    intervalMs: 1000,
    step: async (signal) => {
      steps.begun += 1;
      steps.running += 1;
      steps.mostAtOnce = Math.max(steps.mostAtOnce, steps.running);
      steps.signal = signal;
      await new Promise<void>((resolve) => waiting.push(resolve));
      steps.running -= 1;
    },
  };
  const endStep = async (): Promise<void> => {
    waiting.shift()?.();
    await settle();
  };
  return { clock, log, driver, reconciler, steps, endStep };
}

/** Lets everything that can go on go on. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test("a step is taken at the start, and then once in every interval", async () => {
  const { clock, driver, reconciler, steps, endStep } = scene();

  driver.start(reconciler);
  await endStep();
  clock.advance(999);
  await settle();
  const beforeTime = steps.begun;
  clock.advance(1);
  await settle();

  expect([beforeTime, steps.begun]).toEqual([1, 2]);
  await endStep();
  await driver[Symbol.asyncDispose]();
});

test("waking takes a step at once", async () => {
  const { driver, reconciler, steps, endStep } = scene();
  driver.start(reconciler);
  await endStep();

  driver.wake("runs");
  driver.wake("runs");
  driver.wake("unknown");
  await settle();

  expect(steps.begun).toBe(2);
  await endStep();
  expect(steps.begun).toBe(2);
  await driver[Symbol.asyncDispose]();
});

test("waking during a step leads to one more, and never to two at once", async () => {
  const { driver, reconciler, steps, endStep } = scene();
  driver.start(reconciler);

  for (let count = 0; count < 5; count += 1) driver.wake("runs");
  await settle();
  const during = steps.begun;
  await endStep();
  const after = steps.begun;
  await endStep();

  expect([during, after, steps.begun, steps.mostAtOnce]).toEqual([1, 2, 2, 1]);
  await driver[Symbol.asyncDispose]();
});

test("a step that fails is logged, and the next one comes at its time", async () => {
  const { clock, log, driver } = scene();
  const failure = new TypeError("bad step");
  const step = vi.fn<Reconciler["step"]>().mockRejectedValueOnce(failure).mockResolvedValue(undefined);

  driver.start({ name: "agents", intervalMs: 1000, step });
  await settle();
  clock.advance(1000);
  await settle();

  expect(step).toHaveBeenCalledTimes(2);
  expect(log.error).toHaveBeenCalledExactlyOnceWith({ reconciler: "agents", error: failure }, "a reconciler step failed");
  await driver[Symbol.asyncDispose]();
});

test("one reconciler does not wait for another", async () => {
  const { driver, reconciler, endStep } = scene("slow");
  const quick = vi.fn<Reconciler["step"]>().mockResolvedValue(undefined);
  driver.start(reconciler);
  driver.start({ name: "quick", intervalMs: 1000, step: quick });
  await settle();

  driver.wake("quick");
  await settle();

  expect(quick).toHaveBeenCalledTimes(2);
  const closed = driver[Symbol.asyncDispose]();
  await endStep();
  await closed;
});

test("stopping tells the step that runs, waits for its end, and begins no other", async () => {
  const { clock, driver, reconciler, steps, endStep } = scene();
  driver.start(reconciler);
  driver.wake("runs");
  let isClosed = false;

  const closed = driver[Symbol.asyncDispose]().then(() => (isClosed = true));
  await settle();
  const whileRunning = isClosed;
  await endStep();
  await closed;
  clock.advance(10_000);
  driver.wake("runs");
  await settle();

  expect(steps.signal?.aborted).toBe(true);
  expect([whileRunning, isClosed, steps.begun]).toEqual([false, true, 1]);
});

test("stopping wakes those that sleep", async () => {
  const { driver, reconciler, steps, endStep } = scene();
  driver.start(reconciler);
  await endStep();

  await driver[Symbol.asyncDispose]();

  expect(steps.begun).toBe(1);
});
