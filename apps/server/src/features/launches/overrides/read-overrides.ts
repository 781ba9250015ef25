import { LaunchOverrides } from "@postern/contracts";
import type { ComputePlatform, WorkflowLaunchRequest } from "@postern/contracts";
import { AppError, isLaunchOption } from "@postern/domain";
import { jobResourceProblem } from "@postern/schedulers";
import { cleanText } from "../../../clean-text.ts";
import { schedulerKindOf } from "../../../clusters/scheduler-of-platform.ts";
import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import { overrideProblem } from "../../../clusters/override-problem.ts";
import { withOverrides } from "./overrides.ts";
import type { LaunchVariable, Overrides, Settings } from "./overrides.ts";

type Sent = Pick<WorkflowLaunchRequest, "overrides" | "headJobCpus" | "headJobMemoryMb">;

/**
 * What a launch wants in the place of its environment, without what that says anyway: repeating it changes nothing, so nobody has to allow it.
 *
 * @throws request.invalid naming the member that no job of this platform could be asked for, whatever the rules.
 */
export function readOverrides(environment: ComputeEnvironment, sent: Sent): Overrides {
  const { platform } = environment;
  const entries = Object.entries(wantedOf(environment, sent)).flatMap(([name, value]) => readMember(platform, name, value));
  const overrides = withoutOwn(environment, Object.fromEntries(entries) as Overrides);
  refuseDiscord(environment, overrides);
  return overrides;
}

/** What is wrong with the environment alone was so before. */
function refuseDiscord(environment: ComputeEnvironment, overrides: Overrides): void {
  const kind = schedulerKindOf(environment.platform);
  const problem = jobResourceProblem(kind, withOverrides(environment, overrides).resources);
  if (problem === undefined || jobResourceProblem(kind, environment.resources) !== undefined) return;
  // Only a notice and a wall time must agree; whichever of them the launch chose is at fault.
  throw invalid(overrides[problem.member] === undefined ? "wallTimeSeconds" : problem.member, problem.text);
}

/**
 * The public API has two members of its own for what was never offered here, and clients send them: they count where somebody has made rules, and
 * are left aside, as they were, where nobody has.
 */
function wantedOf({ launchRules }: ComputeEnvironment, { headJobCpus, headJobMemoryMb, overrides }: Sent): object {
  const named = launchRules === undefined ? {} : { cpus: headJobCpus, memoryMb: headJobMemoryMb };
  return { ...named, ...overrides };
}

function readMember(platform: ComputePlatform, name: string, sent: unknown): readonly (readonly [string, unknown])[] {
  const value = typeof sent === "string" ? sent.trim() : sent;
  if (isNothing(value)) return [];
  const shown = cleanText(name).slice(0, 40);
  if (!isLaunchOption(name)) throw invalid(shown, `A launch has no ${shown} to choose.`);
  // Nobody would read it here, and the wish would be lost.
  if (!Object.hasOwn(LaunchOverrides.properties, name))
    throw invalid(name, `A launch says its ${name} beside its overrides, not among them.`);
  if (Array.isArray(value)) return [[name, readVariables(value as LaunchVariable[])]];
  // The schema of a launch lets through nothing else.
  const problem = overrideProblem(platform, name, typeof value === "number" ? value : String(value));
  if (problem !== undefined) throw invalid(name, problem);
  return [[name, value]];
}

const isNothing = (value: unknown): boolean =>
  value === null || value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

function readVariables(variables: readonly LaunchVariable[]): readonly LaunchVariable[] {
  const twice = variables.find(({ name }, index) => variables.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) throw invalid("variables", `The variable ${twice.name} is set twice.`);
  // Without explicit nulls, as those of an environment are kept.
  return variables.map(({ name, value, head, compute }) => ({ name, value, ...flag("head", head), ...flag("compute", compute) }));
}

const flag = <Name extends string>(name: Name, value: boolean | null | undefined): Partial<Record<Name, boolean>> =>
  value === null || value === undefined ? {} : ({ [name]: value } as Record<Name, boolean>);

function withoutOwn({ config, resources }: Settings, overrides: Overrides): Overrides {
  const own: Readonly<Record<string, unknown>> = { ...resources, queue: config.headQueue, headJobOptions: config.headJobOptions?.trim() };
  return Object.fromEntries(Object.entries(overrides).filter(([name, value]) => value !== own[name])) as Overrides;
}

function invalid(member: string, message: string): AppError {
  return new AppError("request.invalid", message, { fields: [`launch.overrides.${member}`] });
}
