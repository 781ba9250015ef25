import { InProcessBus } from "@postern/bus";
import type { AskLimits } from "@postern/bus";
import { silentLogger, toAgentId, toConnectionId } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";

import { AgentRegistry } from "../agent-registry.ts";
import type { LiveAgent } from "../ports.ts";
import { ada } from "../testing/test-gateway.ts";
import { ServerPresence } from "./server-presence.ts";
import { SharedAgents } from "./shared-agents.ts";

class NotedBus extends InProcessBus {
  override readonly reachesOthers = true as never;
  readonly asked: { readonly payload: unknown; readonly timeoutMs: number }[] = [];

  override ask(_subject: string, payload: unknown, { timeoutMs }: AskLimits): Promise<unknown> {
    this.asked.push({ payload, timeoutMs });
    return Promise.resolve({ stat: null });
  }
}

const agent: LiveAgent = {
  ...{ ...ada, kind: "v2", id: toAgentId("1"), fence: 1, connectionId: toConnectionId("far"), instanceId: "i", userName: "ada" },
  ...{ hostName: "login1", workDir: "/work", agentVersion: "1", remoteAddress: "::1", programs: null },
  ...{ connectedAt: 0, lastSeenAt: 0, latencyMs: null },
};

test("what it took to find the server of an agent is taken from the limit, and a passed limit asks nobody", async () => {
  const clock = new ManualClock();
  const bus = new NotedBus(silentLogger, clock);
  await using presence = new ServerPresence("one", { bus, clock });
  bus.publish("servers.beat", { serverId: "two", isLeaving: false });
  await expect.poll(() => presence.isAlive("two")).toBe(true);
  const findHolder = (): Promise<string> => {
    clock.advance(3_000);
    return Promise.resolve("two");
  };
  using agents = new SharedAgents({ registry: new AgentRegistry(clock), bus, presence, clock, findHolder });
  const link = agents.link(agent);
  const ask = (timeoutMs: number) => link.request({ kind: "stat", path: "/x" }, { timeoutMs });

  await ask(10_000);
  const tooLate = ask(3_000);

  await expect(tooLate).rejects.toMatchObject({ code: "agent.offline" });
  // Behind the limit, a moment for the answer to come.
  expect(bus.asked).toMatchObject([{ payload: { timeoutMs: 7_000 }, timeoutMs: 27_000 }]);
});
