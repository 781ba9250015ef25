import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { InProcessBus } from "@postern/bus";
import { silentLogger, toUserId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { noOrganizations } from "../testing/no-organizations.fixture.ts";
import { LiveEvents } from "./live-events.ts";
import { LiveStreams } from "./live-stream.ts";

const ada = toUserId(1);
const event = { type: "credentials", workspaceId: null } as const;

/** What a stream needs of a response. */
class FakeResponse extends EventEmitter {
  readonly written: string[] = [];
  writableLength = 0;
  writableEnded = false;
  destroyed = false;

  writeHead(): void {
    return undefined;
  }

  write(text: string): boolean {
    if (this.writableEnded || this.destroyed) throw new TypeError("written after its end");
    this.written.push(text);
    return true;
  }

  end(): void {
    this.writableEnded = true;
  }

  destroy(): void {
    this.destroyed = true;
    this.emit("close");
  }
}

function scene() {
  const clock = new ManualClock();
  const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
  const streams = new LiveStreams({ live, clock, places: noOrganizations, serverVersion: "1.2.3" });
  const serve = (response: FakeResponse, isStillAllowed = () => Promise.resolve(true)): void => {
    streams.serve({ userId: ada, boundTo: null, response: response as unknown as ServerResponse, isStillAllowed });
  };
  return { clock, live, streams, serve };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test("a reader gets hello, then the events of its user only", async () => {
  const { live, serve } = scene();
  const response = new FakeResponse();
  serve(response);

  live.publish({ userId: ada }, event);
  live.publish({ userId: toUserId(2) }, { ...event, workspaceId: 7 });
  await settle();

  expect(response.written).toEqual([
    'data: {"type":"hello","serverVersion":"1.2.3"}\n\n',
    'data: {"type":"credentials","workspaceId":null}\n\n',
  ]);
});

test("a silent stream shows every 20 seconds that it is alive", async () => {
  const { clock, serve } = scene();
  const response = new FakeResponse();
  serve(response);

  clock.advance(20_000);
  await settle();

  expect(response.written.at(-1)).toBe(": alive\n\n");
});

test("a stream ends when its session has ended", async () => {
  const { clock, streams, serve } = scene();
  const response = new FakeResponse();
  serve(response, () => Promise.resolve(false));

  clock.advance(20_000);
  await settle();

  expect([response.writableEnded, streams.openCount, clock.sleeperCount]).toEqual([true, 0, 0]);
});

test("a reader that leaves is forgotten, with its timer", async () => {
  const { clock, live, streams, serve } = scene();
  const response = new FakeResponse();
  serve(response);

  response.destroy();
  live.publish({ userId: ada }, event);
  await settle();

  expect([streams.openCount, clock.sleeperCount, response.written.length]).toEqual([0, 0, 1]);
});

test("a reader that left before it was served is not kept", () => {
  const { clock, streams, serve } = scene();
  const response = new FakeResponse();
  response.destroyed = true;

  serve(response);

  expect([streams.openCount, clock.sleeperCount]).toEqual([0, 0]);
});

test("a reader that does not read is cut off", async () => {
  const { live, streams, serve } = scene();
  const response = new FakeResponse();
  serve(response);

  response.writableLength = 2 * 1024 * 1024;
  live.publish({ userId: ada }, event);
  await settle();

  expect([response.destroyed, streams.openCount]).toEqual([true, 0]);
});

test("closing ends every stream, writes nothing more, and opens none", async () => {
  const { clock, live, streams, serve } = scene();
  const [first, late] = [new FakeResponse(), new FakeResponse()];
  serve(first);

  live.publish({ userId: ada }, event);
  streams[Symbol.dispose]();
  live.publish({ userId: ada }, event);
  serve(late);
  await settle();

  expect([first.writableEnded, first.written.length, late.destroyed, late.written.length]).toEqual([true, 1, true, 0]);
  expect([streams.openCount, clock.sleeperCount]).toEqual([0, 0]);
  expect(() => streams.requireOpen()).toThrow(expect.objectContaining({ code: "server.closing" }));
});

test("a reader who opens ever more streams loses the oldest, and others lose none", () => {
  const { streams, serve } = scene();
  const other = new FakeResponse();
  streams.serve({
    ...{ userId: toUserId(2), boundTo: null, response: other as unknown as ServerResponse },
    isStillAllowed: () => Promise.resolve(true),
  });
  const responses = Array.from({ length: 52 }, () => new FakeResponse());

  for (const response of responses) serve(response);

  expect(responses.map(({ writableEnded }) => writableEnded)).toEqual(responses.map((_response, index) => index < 2));
  expect([other.writableEnded, streams.openCount]).toEqual([false, 51]);
});
