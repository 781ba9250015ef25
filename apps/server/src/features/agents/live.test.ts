import { InProcessBus } from "@postern/bus";
import { silentLogger, toAgentId, toConnectionId, toUserId, toWorkspaceId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test, vi } from "vitest";
import { agentChangedSubject } from "../../agents/index.ts";
import { LiveEvents } from "../../live/live-events.ts";
import type { Audience } from "../../live/live-events.ts";
import { AgentNews, wakeOnArrival } from "./live.ts";
import type { AgentNewsParts } from "./live.ts";

const change = { userId: toUserId(1), connectionId: toConnectionId("site"), agentId: toAgentId("a"), fence: 1, state: "online" } as const;

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

test("an agent that comes wakes who waits for one, and an agent that goes wakes nobody", async () => {
  await using bus = new InProcessBus(silentLogger, new ManualClock());
  const wake = vi.fn<() => void>();
  wakeOnArrival(bus, wake);

  bus.publish(agentChangedSubject, { state: "offline" });
  bus.publish(agentChangedSubject, { state: "online" });
  await Promise.resolve();

  expect(wake).toHaveBeenCalledOnce();
});

test("whoever started an agent hears that it came, and so does every workspace that it serves", async () => {
  await using bus = new InProcessBus(silentLogger, new ManualClock());
  const live = new LiveEvents(bus);
  const told: Audience[] = [];
  live.listen(({ audience }) => told.push(audience));
  const listSharedWith: AgentNewsParts["listSharedWith"] = (agents) =>
    Promise.resolve(agents.map(({ userId, connectionId }) => (userId === 1 && connectionId === "site" ? [toWorkspaceId(7)] : [])));
  new AgentNews({ live, listSharedWith }).follow(bus);

  bus.publish(agentChangedSubject, change);
  await settle();

  expect(told).toEqual([{ userId: 1 }, { workspaceId: 7, permission: "credentials:read" }]);
});

test("a storage that is away costs the workspaces a hint, and nothing else", async () => {
  await using bus = new InProcessBus(silentLogger, new ManualClock());
  const live = new LiveEvents(bus);
  const told: Audience[] = [];
  live.listen(({ audience }) => told.push(audience));
  new AgentNews({ live, listSharedWith: () => Promise.reject(new TypeError("away")) }).follow(bus);

  bus.publish(agentChangedSubject, change);
  await settle();

  expect(told).toEqual([{ userId: 1 }]);
});
