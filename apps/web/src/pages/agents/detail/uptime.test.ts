import type { AgentEvent } from "@postern/contracts";
import { expect, test } from "vitest";
import { shareUp, uptimeOf } from "./uptime.ts";

const iso = (atMs: number): string => new Date(atMs).toISOString();
const end = (atMs: number, lastedMs: number | null): AgentEvent => ({
  ...{ id: atMs, at: iso(atMs), kind: "disconnected", reason: null, lastedMs },
  ...{ hostName: null, userName: null, version: null, remoteAddress: null },
});
const offline = { isOnline: false, connectedAt: iso(0) };
const words = (given: Parameters<typeof uptimeOf>[0]): string =>
  uptimeOf(given)
    .map(({ state, fromMs, untilMs }) => `${state} ${String(fromMs)}-${String(untilMs)}`)
    .join(", ");

test("of an agent of which nothing is on record nothing is known", () => {
  const stretches = uptimeOf({ agent: offline, events: [], fromMs: 1000, nowMs: 2000 });

  expect(stretches).toEqual([{ state: "unknown", fromMs: 1000, untilMs: 2000 }]);
  expect(shareUp(stretches)).toBeUndefined();
});

test("one that is connected was up since it connected, however long ago", () => {
  expect(words({ agent: { isOnline: true, connectedAt: iso(500) }, events: [], fromMs: 1000, nowMs: 2000 })).toBe("up 1000-2000");
  expect(words({ agent: { isOnline: true, connectedAt: iso(1500) }, events: [], fromMs: 1000, nowMs: 2000 })).toBe(
    "unknown 1000-1500, up 1500-2000",
  );
});

test("between two connections it was down, and after the last one", () => {
  const events = [end(1800, 100), end(1500, 300)];

  const stretches = uptimeOf({ agent: offline, events, fromMs: 1000, nowMs: 2000 });

  expect(words({ agent: offline, events, fromMs: 1000, nowMs: 2000 })).toBe(
    "unknown 1000-1200, up 1200-1500, down 1500-1700, up 1700-1800, down 1800-2000",
  );
  expect(shareUp(stretches)).toBe(0.5);
});

test("a connection that another one replaced leaves no gap and counts once", () => {
  const agent = { isOnline: true, connectedAt: iso(1400) };

  expect(words({ agent, events: [end(1500, 400)], fromMs: 1200, nowMs: 2000 })).toBe("up 1200-2000");
});

test("an event without a length, such as a new name, tells only since when the record goes", () => {
  expect(words({ agent: offline, events: [end(1300, null)], fromMs: 1000, nowMs: 2000 })).toBe("unknown 1000-1300, down 1300-2000");
});
