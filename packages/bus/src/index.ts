/** The port `Bus` and its implementations. Defines delivery, not the content of events. */
export type { Bus, Subject, Unsubscribe } from "./bus.ts";
export { InProcessBus } from "./in-process/in-process-bus.ts";
