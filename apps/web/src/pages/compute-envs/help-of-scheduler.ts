import type { SchedulerHelp, SchedulerHelpResponse } from "@postern/contracts";

export interface HelpedScheduler {
  readonly platform: string;
  /** Of PBS alone. */
  readonly isTorque: boolean;
}

/** What the scheduler of an environment makes of its fields; undefined where the server does not tell. */
export function helpOfScheduler(
  told: SchedulerHelpResponse | undefined,
  { platform, isTorque }: HelpedScheduler,
): SchedulerHelp | undefined {
  const ofPlatform = (told?.platforms ?? []).filter((one) => one.platform === platform);
  return (ofPlatform.find((one) => one.isTorque === isTorque) ?? ofPlatform[0])?.fields;
}
