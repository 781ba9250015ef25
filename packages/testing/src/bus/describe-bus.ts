import type { Bus } from "@postern/bus";
import { AppError } from "@postern/domain";
import { afterEach, describe, expect, test, vi } from "vitest";

/** Opens a bus that reaches every other one of the same test; each is closed after it. */
export type OpenBus = () => Promise<Bus>;

const patient = { timeoutMs: 30_000 };

/** What every bus keeps, whatever lies below. */
export function describeBus(name: string, openOne: OpenBus): void {
  describe(`${name}, as every bus,`, () => {
    const opened: Bus[] = [];
    const open = async (): Promise<Bus> => {
      const bus = await openOne();
      opened.push(bus);
      return bus;
    };

    afterEach(async () => {
      for (const bus of opened.splice(0)) await bus[Symbol.asyncDispose]();
    });

    test("every subscriber of a subject hears every message, in order, and others hear nothing", async () => {
      const bus = await open();
      const [first, second, other]: [unknown[], unknown[], unknown[]] = [[], [], []];
      bus.subscribe("run.changed", (payload) => first.push(payload));
      bus.subscribe("run.changed", (payload) => second.push(payload));
      bus.subscribe("run", (payload) => other.push(payload));

      for (let count = 0; count < 20; count += 1) bus.publish("run.changed", { count });

      const all = Array.from({ length: 20 }, (_, count) => ({ count }));
      await expect.poll(() => [first, second], { timeout: 20_000 }).toEqual([all, all]);
      expect(other).toEqual([]);
    });

    test("a subscriber that fails, or has left, disturbs nobody", async () => {
      const bus = await open();
      const heard: unknown[] = [];
      const leave = bus.subscribe("a", () => heard.push("left"));
      bus.subscribe("a", () => {
        throw new AppError("server.internal", "A subscriber fails.");
      });
      bus.subscribe("a", (payload) => heard.push(payload));
      leave();
      leave();

      bus.publish("a", 1);

      await expect.poll(() => heard, { timeout: 20_000 }).toEqual([1]);
    });

    test("a question is answered by whoever answers its subject", async () => {
      const bus = await open();
      bus.answer("double", (payload) => Promise.resolve((payload as number) * 2));

      const answers = await Promise.all([1, 2, 3].map((count) => bus.ask("double", count, patient)));

      expect(answers).toEqual([2, 4, 6]);
    });

    test("what the other side throws is thrown here, and what it did not mean to throw is a lost answer", async () => {
      const bus = await open();
      bus.answer("busy", () => Promise.reject(new AppError("agent.busy", "The agent has too much to do.")));
      bus.answer("broken", () => Promise.reject(new TypeError("secret-word")));

      await expect(bus.ask("busy", null, patient)).rejects.toMatchObject({ code: "agent.busy", message: "The agent has too much to do." });
      const broken = await bus.ask("broken", null, patient).catch((error: unknown) => error as AppError);
      expect(broken).toMatchObject({ code: "bus.lost", message: expect.not.stringContaining("secret-word") as string });
    });

    test("a question that nobody answers reached nobody, at once", async () => {
      const bus = await open();
      const stop = bus.answer("gone", () => Promise.resolve(1));
      expect(await bus.ask("gone", null, patient)).toBe(1);
      stop();

      await expect(bus.ask("gone", null, patient)).rejects.toMatchObject({ code: "bus.unanswered" });
      await expect(bus.ask("never", null, patient)).rejects.toMatchObject({ code: "bus.unanswered" });
    });

    test("a question without an answer is lost in time, and whoever works on it is told", async () => {
      const bus = await open();
      const aborted = vi.fn<() => void>();
      bus.answer("slow", (_payload, signal) => {
        signal.addEventListener("abort", aborted, { once: true });
        return new Promise(() => undefined);
      });

      await expect(bus.ask("slow", null, { timeoutMs: 50 })).rejects.toMatchObject({ code: "bus.lost" });
      await expect.poll(() => aborted.mock.calls.length, { timeout: 20_000 }).toBe(1);
      const calledOff = new AbortController();
      const asked = bus.ask("slow", null, { ...patient, signal: calledOff.signal });
      calledOff.abort();
      await expect(asked).rejects.toMatchObject({ code: "bus.lost" });
      await expect.poll(() => aborted.mock.calls.length, { timeout: 20_000 }).toBe(2);
    });

    test("answers and questions of several megabytes come whole", async () => {
      const bus = await open();
      const large = { text: "ä".repeat(3_000_000) };
      bus.answer("echo", (payload) => Promise.resolve(payload));

      const [first, second] = await Promise.all([bus.ask("echo", large, patient), bus.ask("echo", { ...large, text: "b" }, patient)]);

      expect(JSON.stringify(first) === JSON.stringify(large)).toBe(true);
      expect(second).toEqual({ text: "b" });
    });

    test("a closed bus carries nothing and asks nobody", async () => {
      const bus = await open();
      const heard: unknown[] = [];
      bus.subscribe("a", (payload) => heard.push(payload));
      bus.answer("a", () => Promise.resolve(1));
      await bus[Symbol.asyncDispose]();

      bus.publish("a", 1);

      await expect(bus.ask("a", null, patient)).rejects.toMatchObject({ code: "bus.unanswered" });
      expect(heard).toEqual([]);
    });
  });
}
