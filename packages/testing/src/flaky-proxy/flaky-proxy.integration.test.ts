import { connect, createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";

import { afterAll, beforeAll, expect, test } from "vitest";

import { eventually } from "../eventually.ts";
import { startFlakyProxy } from "./flaky-proxy.ts";
import type { FlakyProxyOptions, Trouble } from "./flaky-proxy.ts";
import { seededRandom } from "./seeded-random.ts";

const echo = createServer((socket) => socket.on("error", () => undefined).pipe(socket));
let targetPort = 0;
let farClosed = 0;
beforeAll(async () => {
  echo.on("connection", (socket) => socket.on("close", () => (farClosed += 1)));
  await new Promise<void>((resolve) => echo.listen(0, "127.0.0.1", resolve));
  targetPort = (echo.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => echo.close(resolve)));

interface End {
  readonly socket: Socket;
  text(): string;
  readonly closed: Promise<string>;
}

function dial(port: number): End {
  const socket = connect(port, "127.0.0.1");
  let text = "";
  socket.on("data", (bytes: Buffer) => (text += bytes.toString()));
  const closed = new Promise<string>((resolve) => {
    socket.on("error", (error: Error & { code?: string }) => resolve(error.code ?? "error"));
    socket.on("close", () => resolve("closed"));
  });
  return { socket, text: () => text, closed };
}

const start = (trouble: Trouble | undefined, more: Partial<FlakyProxyOptions> = {}) =>
  startFlakyProxy({ targetPort, random: seededRandom(7), troubles: trouble === undefined ? [] : [trouble], maxBytes: 1_000, ...more });

test("without trouble everything passes in its order", async () => {
  await using proxy = await start(undefined);
  const end = dial(proxy.port);
  const sent = "0123456789".repeat(20_000);

  end.socket.write(sent);

  await eventually("all of it is back", () => end.text().length === sent.length || undefined);
  expect(end.text()).toBe(sent);
  end.socket.destroy();
});

test("a cut resets both ends within the bytes that were named", async () => {
  await using proxy = await start("cut");
  const end = dial(proxy.port);

  end.socket.write("x".repeat(1_001));

  expect(await end.closed).toBe("ECONNRESET");
  expect(proxy.struck).toEqual({ freeze: 0, cut: 1, delay: 0 });
  expect(end.text().length).toBeLessThan(1_000);
});

test("a frozen connection swallows what comes, tells nobody, and lets each end go alone", async () => {
  await using proxy = await start("freeze");
  const end = dial(proxy.port);
  end.socket.write("x".repeat(1_001));
  await eventually("it strikes", () => proxy.struck.freeze === 1 || undefined);
  const before = farClosed;
  const heard = end.text().length;

  end.socket.write("more");
  end.socket.destroy();
  await end.closed;
  const other = dial(proxy.port);
  other.socket.write("x");
  await eventually("another connection is served", () => other.text() === "x" || undefined);
  other.socket.destroy();

  expect(heard).toBeLessThan(1_000);
  expect(end.text()).toHaveLength(heard);
  expect(farClosed).toBe(before);
});

test("a delay loses nothing and keeps the order", async () => {
  await using proxy = await start("delay", { maxBytes: 5, maxDelayMs: 20 });
  const end = dial(proxy.port);

  end.socket.write("hello ");
  end.socket.write("world");

  await eventually("it has come", () => end.text().length === 11 || undefined);
  expect(end.text()).toBe("hello world");
  expect(proxy.struck.delay).toBeGreaterThan(0);
  end.socket.destroy();
});

test("calm ends the trouble for those who come", async () => {
  await using proxy = await start("cut", { maxBytes: 1 });
  proxy.calm();
  const end = dial(proxy.port);

  end.socket.write("x".repeat(5_000));

  await eventually("all of it is back", () => end.text().length === 5_000 || undefined);
  end.socket.destroy();
});

test("a seed decides all numbers, and they spread", () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 1_000 }, random);
  };

  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  const numbers = draw(3);
  expect(Math.min(...numbers)).toBeLessThan(0.05);
  expect(Math.max(...numbers)).toBeGreaterThan(0.95);
  expect(new Set(numbers).size).toBe(1_000);
});
