import type { SchedulerHelp } from "../field-help.ts";

/** Nobody is asked for anything. */
export const localHelp: SchedulerHelp = {
  ...{ queue: undefined, account: undefined, qos: undefined, wallTime: undefined, memory: undefined },
  ...{ cpus: undefined, constraint: undefined, notice: undefined, options: undefined },
};
