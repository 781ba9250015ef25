import { silentLogger } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { describeBus, freePorts, startNats } from "@postern/testing";
import type { NatsFixture } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openNatsBus } from "./nats-bus.ts";

let nats: NatsFixture;

beforeAll(async () => {
  nats = await startNats();
});

afterAll(() => nats[Symbol.asyncDispose]());

const open = () => openNatsBus(nats.url, silentLogger, new SystemClock());
const patient = { timeoutMs: 30_000 };

describeBus("the bus through NATS", open);

describe("several processes on one NATS", () => {
  test("hear and answer each other, and installations with another prefix do not", async () => {
    await using one = await open();
    await using two = await open();
    await using other = await openNatsBus(`${nats.url}/other`, silentLogger, new SystemClock());
    const heard: unknown[] = [];
    two.subscribe("news", (payload) => heard.push(payload));
    other.subscribe("news", (payload) => heard.push(["other", payload]));
    two.answer("who", () => Promise.resolve("two"));
    // What was asked last has passed everything before it.
    await expect.poll(() => one.ask("who", null, patient).catch(() => "nobody"), { timeout: 20_000 }).toBe("two");

    one.publish("news", 1);

    await expect.poll(() => heard, { timeout: 20_000 }).toEqual([1]);
    await expect(other.ask("who", null, patient)).rejects.toMatchObject({ code: "bus.unanswered" });
  });

  test("lose what is under way when NATS restarts, at once, and go on afterwards by themselves", async () => {
    await using one = await open();
    await using two = await open();
    two.answer("who", () => Promise.resolve("two"));
    two.answer("slow", () => new Promise(() => undefined));
    await expect.poll(() => one.ask("who", null, patient).catch(() => "nobody"), { timeout: 20_000 }).toBe("two");
    const lost = one.ask("slow", null, { timeoutMs: 600_000 }).catch((error: unknown) => error);

    await nats.restart();

    expect(await lost).toMatchObject({ code: "bus.lost" });
    await expect.poll(() => one.ask("who", null, patient).catch(() => "nobody"), { timeout: 30_000 }).toBe("two");
  });
});

test("a wrong password, and a NATS that is not there, are said without quoting the password", async () => {
  const [port = 0] = await freePorts(1);
  const refused = (url: string) => openNatsBus(url, silentLogger, new SystemClock()).catch((error: unknown) => error);

  for (const url of [nats.url.replace("postern:", "postern:secret-word"), `nats://u:secret-word@127.0.0.1:${String(port)}`]) {
    expect(await refused(url)).toMatchObject({ code: "bus.unanswered", message: expect.not.stringContaining("secret-word") as string });
  }
});
