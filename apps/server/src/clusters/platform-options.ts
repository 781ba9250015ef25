import type { ComputePlatform } from "@postern/contracts";
import { launchOptionRow, launchOptions } from "@postern/domain";
import type { LaunchOption } from "@postern/domain";
import { jobResourceProblem } from "@postern/schedulers";
import type { JobResources } from "@postern/schedulers";
import { schedulerKindOf } from "./scheduler-of-platform.ts";

/** Options that a launch on this platform can have at all: not every scheduler has each. */
export function optionsOfPlatform(platform: ComputePlatform): readonly LaunchOption[] {
  return launchOptions.filter((option) => isOfPlatform(platform, option));
}

export function isOfPlatform(platform: ComputePlatform, option: LaunchOption): boolean {
  const kind = schedulerKindOf(platform);
  if (!launchOptionRow(option).isOfScheduler) return true;
  if (kind === "local") return false;
  // With a time, since some give their notice only before one.
  const asked: JobResources = { wallTimeSeconds: 3600, [option]: anything[option] };
  return jobResourceProblem(kind, asked)?.member !== option;
}

const anything: JobResources & Readonly<Partial<Record<LaunchOption, unknown>>> = {
  account: "a",
  qos: "a",
  wallTimeSeconds: 3600,
  memoryMb: 1,
  cpus: 1,
  constraint: "a",
  noticeSeconds: 60,
};
