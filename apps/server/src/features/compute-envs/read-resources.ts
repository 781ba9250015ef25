import { HeadJobResources } from "@postern/contracts";
import type { ComputePlatform } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { jobResourceProblem } from "@postern/schedulers";
import type { JobResources } from "@postern/schedulers";
import { toNamedMembers } from "../../http/to-named-members.ts";
import { schedulerKindOf } from "../../clusters/scheduler-of-platform.ts";

/** @throws request.invalid naming the member that the scheduler of the platform cannot be asked for. */
export function readResources(platform: ComputePlatform, wanted: HeadJobResources): JobResources {
  const named = toNamedMembers(HeadJobResources, wanted);
  const entries = Object.entries(named).map(([name, value]) => [name, typeof value === "string" ? value.trim() : value] as const);
  const resources = Object.fromEntries(entries.filter(([, value]) => value !== null && value !== "")) as JobResources;
  const problem = jobResourceProblem(schedulerKindOf(platform), resources);
  if (problem === undefined) return resources;
  throw new AppError("request.invalid", problem.text, { fields: [`resources.${problem.member}`] });
}

/** As the column holds them: null for none. */
export function resourcesColumn(resources: JobResources): string | null {
  return Object.keys(resources).length === 0 ? null : JSON.stringify(resources);
}
