import type { Clock, Logger } from "@postern/domain";
import type { Bus } from "./bus.ts";
import { InProcessBus } from "./in-process/in-process-bus.ts";
import { openNatsBus } from "./nats/nats-bus.ts";

/** `in-process`, or an address of NATS as `readNatsUrl` reads it. @throws as `openNatsBus`. */
export async function openBus(setting: string, log: Logger, clock: Clock): Promise<Bus> {
  return setting === "in-process" ? new InProcessBus(log, clock) : openNatsBus(setting, log, clock);
}
