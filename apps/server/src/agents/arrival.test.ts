import { EventEmitter } from "node:events";

import { silentLogger } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import type { WebSocket } from "ws";

import { AgentRegistry } from "./agent-registry.ts";
import { receiveAgent } from "./arrival.ts";
import { defaultAgentGatewaySettings } from "./gateway-settings.ts";
import { ParkedRequests } from "./parked-requests.ts";
import { plainHello } from "./testing/fake-agent.ts";
import { ada, InMemoryAgentRecords } from "./testing/test-gateway.ts";

/** What the server has of a socket whose other side does only what the test says. */
class StandInSocket extends EventEmitter {
  readonly OPEN = 1;
  readonly bufferedAmount = 0;
  readyState = 1;
  readonly sent: string[] = [];

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 2;
  }
}

test("an agent that begins to leave while its arrival is stored leaves nothing behind", async () => {
  const clock = new ManualClock();
  const registry = new AgentRegistry(clock);
  const socket = new StandInSocket();
  const records = new InMemoryAgentRecords();
  const storing = Promise.withResolvers<void>();
  records.slowness = storing.promise;
  const ended: string[] = [];
  const arrived = receiveAgent(
    {
      ...{ ...ada, isStillAllowed: () => Promise.resolve(true), remoteAddress: "::1" },
      ...{ socket: socket as unknown as WebSocket, intake: { open: () => undefined, forgive: () => undefined } },
    },
    {
      ...{ registry, records, clock, log: silentLogger, serverVersion: "0.0.0-test", settings: defaultAgentGatewaySettings },
      parked: new ParkedRequests({ clock, graceMs: 60_000 }),
      online: () => ended.push("online"),
      offline: (_, reason) => ended.push(reason),
      seen: () => undefined,
    },
  );
  socket.emit("message", Buffer.from(JSON.stringify(plainHello)), false);
  await expect.poll(() => records.arrivals).toBe(1);

  // Its closing frame is here; the socket closes a moment later.
  socket.readyState = 2;
  storing.resolve();
  await arrived;

  expect(registry.size).toBe(0);
  expect(ended).toEqual(["it left while its arrival was stored"]);
  expect(socket.sent).toEqual([]);
});
