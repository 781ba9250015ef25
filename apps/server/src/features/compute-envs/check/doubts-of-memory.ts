import { isAppError } from "@postern/domain";
import type { MemoryRules, SiteQuestion } from "@postern/schedulers";
import { given } from "../../../given.ts";
import type { EnvironmentConfig } from "../environment.ts";
import { askAsLauncher, asRunsOf } from "./ask-as-launcher.ts";
import type { CheckContext } from "./check-context.ts";

const timeoutMs = 60_000;

/**
 * Where the environment says something else of how the site counts memory than the site itself, so that tasks would ask for another amount.
 * No failure: who made the environment may know better, and a question that is not answered says nothing.
 */
export async function doubtsOfMemory(context: CheckContext): Promise<readonly string[]> {
  const said: (MemoryRules | "refused" | undefined)[] = [];
  for (const question of context.scheduler.site.askMemoryRules()) said.push(await ask(context, question));
  if (said.length === 0) return [];
  const rules = said.reduce<MemoryRules>((known, more) => (typeof more === "object" ? { ...known, ...more } : known), {});
  const { config } = context.environment;
  return [...doubtOfUnit(config, rules, said.includes("refused")), ...doubtsOfShares(config, rules)];
}

async function ask(context: CheckContext, { command, read }: SiteQuestion<MemoryRules>): Promise<MemoryRules | "refused" | undefined> {
  try {
    const answer = await askAsLauncher(asRunsOf(context), { words: command.words, timeoutMs });
    return answer === "not-tried" ? "refused" : read(answer);
  } catch (error) {
    if (isAppError(error, "agent.refused")) return "refused";
    if (isAppError(error, "scheduler.unclear")) return undefined;
    throw error;
  }
}

/** Nextflow has the unit from lsf.conf alone, and takes limits to be in KB without one. */
function doubtOfUnit({ unitForLimits }: EnvironmentConfig, { unit }: MemoryRules, isRefused: boolean): readonly string[] {
  const wanted = given(unitForLimits)?.toUpperCase().slice(0, 1);
  if (wanted === undefined || unit?.startsWith(wanted) === true) return [];
  if (unit !== undefined)
    return [`unit for limits is ${wanted}B in the environment, and LSF_UNIT_FOR_LIMITS is ${unit} in lsf.conf, which counts`];
  if (isRefused || wanted === "K") return [];
  return [
    `lsf.conf cannot be read, from which Nextflow has the unit for limits: tasks would ask for KB where ${wanted}B are meant; set LSF_ENVDIR in the pre-run script`,
  ];
}

function doubtsOfShares(config: EnvironmentConfig, { isLimitOfJob, isReservedPerCpu }: MemoryRules): readonly string[] {
  const { perJobMemLimit, perTaskReserve } = config;
  // What lsf.conf switches on, Nextflow reads itself; lsb.params it does not read.
  const isLimitWrong = perJobMemLimit === true && isLimitOfJob === false;
  const isReserveWrong = isReservedPerCpu !== undefined && (perTaskReserve ?? false) !== isReservedPerCpu;
  return [
    ...(isLimitWrong ? ["per job memory limits are on in the environment, and LSB_JOB_MEMLIMIT is off in lsf.conf"] : []),
    ...(isReserveWrong
      ? [
          `per task reserve is ${onOff(perTaskReserve)} in the environment, and RESOURCE_RESERVE_PER_TASK is ${onOff(isReservedPerCpu)} in LSF: tasks with several processors reserve ${isReservedPerCpu ? "too much" : "too little"} memory`,
        ]
      : []),
  ];
}

function onOff(isOn: boolean | null | undefined): string {
  return isOn === true ? "on" : "off";
}
