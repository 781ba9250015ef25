/** The port `Bus` and its implementations. Defines delivery, not the content of events. */
export type { AskLimits, Bus, Respond, Subject, Unsubscribe } from "./bus.ts";
export { InProcessBus } from "./in-process/in-process-bus.ts";
export { openNatsBus } from "./nats/nats-bus.ts";
export { readNatsUrl } from "./nats/read-nats-url.ts";
export { openBus } from "./open-bus.ts";
