import { AppError, boundOf, judgeOption, launchOptionRow } from "@postern/domain";
import { isPlainConstraint, splitOptionWords, subjectsOfOptions } from "@postern/schedulers";
import type { OptionSubject, SchedulerKind } from "@postern/schedulers";
import { isOfPlatform } from "../../../clusters/platform-options.ts";
import { schedulerKindOf } from "../../../clusters/scheduler-of-platform.ts";
import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import { whoChangesRules } from "../../compute-envs/launch-rules/service.ts";
import type { LaunchRecord } from "../bundle/launch-plan.ts";
import { askedOptions } from "./asked-options.ts";
import type { AskedOption } from "./asked-options.ts";
import { workDirProblem } from "./work-dir-problem.ts";
import type { PathFiller } from "./work-dir-problem.ts";

interface JudgedLaunch {
  readonly record: LaunchRecord;
  /** As it is now: its rules count, not those of when the launch was asked for. */
  readonly environment: ComputeEnvironment;
  /** The way to the cluster. Without it nothing is said of a path that holds variables. */
  readonly channel?: PathFiller;
}

interface Fault {
  readonly problem: string;
  readonly field: string;
}

/**
 * A launch may choose what the rules of its environment let it, and nothing else.
 *
 * @throws launch.out_of_bounds naming each option, its bound, and who may change that.
 * @throws request.invalid for an option that the head job options of the environment would win over.
 */
export async function refuseOutOfBounds({ record, environment, channel }: JudgedLaunch): Promise<void> {
  const asked = askedOptions(record, environment);
  const ofPath = await workDirProblem({ record, environment, channel });
  const atPath = ofPath === undefined ? [] : [{ problem: ofPath, field: "launch.workDir" }];
  const faults = [...asked.flatMap((one) => judge(environment, one)), ...atPath];
  if (faults.length > 0) {
    const sentences = [...faults.map(({ problem }) => problem), whoChangesRules(environment)];
    throw new AppError("launch.out_of_bounds", sentences.join(" "), { fields: faults.map(({ field }) => field) });
  }
  refuseDrowned(environment, record, asked);
}

function judge(environment: ComputeEnvironment, { field, option, value }: AskedOption): readonly Fault[] {
  const bound = boundOf(environment.launchRules, option);
  const kind = schedulerKindOf(environment.platform);
  const problem =
    judgeOption(option, bound, value) ?? (bound.allow === "any" ? roundaboutProblem(environment, kind, { option, value }) : undefined);
  return problem === undefined ? [] : [{ problem, field }];
}

/** Options whose free text could say what is bounded elsewhere. What the rules list word for word may: somebody has looked at it. */
function roundaboutProblem(
  environment: ComputeEnvironment,
  kind: SchedulerKind,
  asked: Pick<AskedOption, "option" | "value">,
): string | undefined {
  const text = String(asked.value);
  if (asked.option === "constraint" && !isPlainConstraint(kind, text))
    return `The constraint ${text} is more than a name, or a name with a value, so only rules that list it can allow it.`;
  if (asked.option !== "headJobOptions") return undefined;
  // What its scheduler does not have no rule can open, and no option can ask for.
  const subjects = [...subjectsOfOptions(kind, splitOptionWords(text))].filter((subject) => isOfPlatform(environment.platform, subject));
  const bounded = subjects.find((subject) => boundOf(environment.launchRules, subject).allow !== "any");
  if (bounded === undefined) return undefined;
  return `The head job options of a launch may not decide about the ${launchOptionRow(bounded).words} here, as "${text}" can.`;
}

/** Head job options win over what is asked for otherwise, so a wish that they decide about would be lost in silence. */
function refuseDrowned({ config, name, platform }: ComputeEnvironment, record: LaunchRecord, asked: readonly AskedOption[]): void {
  const options = splitOptionWords((record.config ?? config).headJobOptions ?? "");
  const subjects = subjectsOfOptions(schedulerKindOf(platform), options);
  // Variables and scripts that a launch brings are set in the job, after all that options can do.
  const drowned = asked.find(({ option }) => launchOptionRow(option).isOfScheduler && subjects.has(option as OptionSubject));
  if (drowned === undefined) return;
  const message = `The head job options on ${name} can decide about the ${launchOptionRow(drowned.option).words} themselves, and would win: `;
  throw new AppError("request.invalid", `${message}one of the two must go.`, { fields: [drowned.field] });
}
