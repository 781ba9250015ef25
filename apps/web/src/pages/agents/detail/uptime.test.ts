import type { AgentEvent } from "@postern/contracts";
import { describe, expect, test } from "vitest";
import { firstArrival, shareUp, timeIn, uptimeOf } from "./uptime.ts";

const iso = (atMs: number): string => new Date(atMs).toISOString();
const nothing = { hostName: null, userName: null, version: null, remoteAddress: null, reason: null };
const begin = (connection: number, atMs: number): AgentEvent => ({
  ...{ ...nothing, id: atMs, at: iso(atMs), kind: "connected", lastedMs: null, connection },
});
const end = (connection: number, atMs: number, lastedMs: number | null): AgentEvent => ({
  ...{ ...nothing, id: atMs, at: iso(atMs), kind: "disconnected", lastedMs, connection },
});
/** Begin and end, newest first. */
const whole = (connection: number, fromMs: number, untilMs: number) => [
  end(connection, untilMs, untilMs - fromMs),
  begin(connection, fromMs),
];
const online = (fromMs: number) => ({ isOnline: true, connectedAt: iso(fromMs), disconnectedAt: null });
const offline = (fromMs: number, untilMs: number | null) => ({
  ...{ isOnline: false, connectedAt: iso(fromMs), disconnectedAt: untilMs === null ? null : iso(untilMs) },
});
/** Between 1000 and 2000. */
const words = (agent: Parameters<typeof uptimeOf>[0]["agent"], ...events: readonly AgentEvent[]): string =>
  uptimeOf({ agent, events, fromMs: 1000, nowMs: 2000 })
    .map(({ state, fromMs, untilMs }) => `${state} ${String(fromMs)}-${String(untilMs)}`)
    .join(", ");

describe("connected", () => {
  test("one that is here was since it came, however long ago", () => {
    expect(words(online(500))).toBe("up 1000-2000");
    expect(words(online(1500))).toBe("unknown 1000-1500, up 1500-2000");
  });

  test("an end tells since when, also when its beginning is on an older page", () => {
    expect(words(online(1500), begin(2, 1500), end(1, 1500, 900))).toBe("up 1000-2000");
  });

  test("a connection that another one replaced leaves no gap and counts once", () => {
    expect(words(online(1400), end(1, 1500, 400), begin(2, 1400), begin(1, 1100))).toBe("unknown 1000-1100, up 1100-2000");
  });

  test("one that went on although its end was written down is here", () => {
    expect(words(online(1200), ...whole(1, 1200, 1600))).toBe("unknown 1000-1200, up 1200-2000");
  });
});

describe("away", () => {
  test("between an end and the very next beginning, and after the last end", () => {
    const events = [...whole(2, 1700, 1800), ...whole(1, 1200, 1500)];

    const stretches = uptimeOf({ agent: offline(1700, 1800), events, fromMs: 1000, nowMs: 2000 });

    expect(words(offline(1700, 1800), ...events)).toBe("unknown 1000-1200, up 1200-1500, down 1500-1700, up 1700-1800, down 1800-2000");
    expect([shareUp(stretches), timeIn("down", stretches), timeIn("unknown", stretches)]).toEqual([0.5, 400, 200]);
  });

  test("renamed or shut out, it stays as it was", () => {
    const renamed: AgentEvent = { ...begin(1, 1600), kind: "renamed" };

    expect(words(offline(900, 1500), renamed, ...whole(1, 900, 1500))).toBe("up 1000-1500, down 1500-2000");
  });
});

describe("not known", () => {
  test("where nothing is on record", () => {
    expect(words(offline(100, null))).toBe("unknown 1000-2000");
    expect(shareUp([{ state: "unknown", fromMs: 1000, untilMs: 2000 }])).toBeUndefined();
  });

  test("between two that are listed when others came between them", () => {
    expect(words(online(1700), begin(9, 1700), ...whole(3, 1000, 1400))).toBe("up 1000-1400, unknown 1400-1700, up 1700-2000");
  });

  test("before the one that is here and not listed: it comes and goes too often", () => {
    expect(words(online(1900), ...whole(3, 1000, 1400))).toBe("up 1000-1400, unknown 1400-1900, up 1900-2000");
  });

  test("and likewise when it has gone, which is known again", () => {
    expect(words(offline(1700, 1800), ...whole(3, 1000, 1400))).toBe("up 1000-1400, unknown 1400-1700, up 1700-1800, down 1800-2000");
  });

  test("after a beginning whose end nobody wrote down, as of a server that was killed", () => {
    expect(words(online(1600), begin(2, 1600), begin(1, 1000))).toBe("unknown 1000-1600, up 1600-2000");
  });

  test("before an end that does not say how long it had lasted", () => {
    expect(words(offline(1200, 1300), end(5, 1300, null))).toBe("unknown 1000-1200, up 1200-1300, down 1300-2000");
    expect(words(online(1600), begin(6, 1600), end(5, 1300, null))).toBe("unknown 1000-1300, down 1300-1600, up 1600-2000");
  });
});

test("since when there is such an agent is known by its first connection alone", () => {
  expect(firstArrival([begin(2, 1700), ...whole(1, 1200, 1500)])).toBe(1200);
  expect(firstArrival([begin(2, 1700), end(1, 1500, 100)])).toBe(1400);
  expect(firstArrival([begin(3, 1700), ...whole(2, 1200, 1500)])).toBeUndefined();
});
