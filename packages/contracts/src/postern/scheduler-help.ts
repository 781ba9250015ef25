import { Type } from "typebox";
import type { Static } from "typebox";
import { computePlatforms } from "../platform/compute-envs.ts";
import { nullable, oneOf } from "../schema.ts";

/** Null: the scheduler has no such thing, and whoever asks for it is refused. */
const help = () =>
  nullable(
    Type.Object({
      /** What it becomes, as the manual of the scheduler has it: `sbatch --partition`. */
      words: Type.String(),
      /** One line for whoever fills it in. */
      says: Type.String(),
    }),
  );

/** What becomes of the fields of an environment. */
export const SchedulerHelp = Type.Object({
  queue: help(),
  account: help(),
  qos: help(),
  wallTime: help(),
  memory: help(),
  cpus: help(),
  constraint: help(),
  notice: help(),
  options: help(),
});
export type SchedulerHelp = Static<typeof SchedulerHelp>;

/** `GET /api/postern/v1/scheduler-help` */
export const SchedulerHelpResponse = Type.Object({
  platforms: Type.Array(
    Type.Object({
      platform: oneOf(computePlatforms),
      /** Of PBS there are two: Torque has other words than PBS Pro. */
      isTorque: Type.Boolean(),
      fields: SchedulerHelp,
    }),
  ),
});
export type SchedulerHelpResponse = Static<typeof SchedulerHelpResponse>;
