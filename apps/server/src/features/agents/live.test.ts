import { InProcessBus } from "@postern/bus";
import { silentLogger } from "@postern/domain";
import { expect, test, vi } from "vitest";
import { agentChangedSubject } from "../../agents/index.ts";
import { wakeOnArrival } from "./live.ts";

test("an agent that comes wakes who waits for one, and an agent that goes wakes nobody", async () => {
  await using bus = new InProcessBus(silentLogger);
  const wake = vi.fn<() => void>();
  wakeOnArrival(bus, wake);

  bus.publish(agentChangedSubject, { state: "offline" });
  bus.publish(agentChangedSubject, { state: "online" });
  await Promise.resolve();

  expect(wake).toHaveBeenCalledOnce();
});
