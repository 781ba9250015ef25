import type { ChangeableOption, LaunchRulesResponse } from "@postern/contracts";
import { boundOf } from "@postern/domain";
import type { LaunchBound, LaunchOption } from "@postern/domain";
import { given } from "../../../given.ts";
import { toIso } from "../../../http/iso-time.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { optionsOfPlatform } from "../../../clusters/platform-options.ts";
import { whoChangesRules } from "./who-changes.ts";

export function toLaunchRulesResponse(environment: ComputeEnvironment): LaunchRulesResponse {
  const { launchRules, platform, updatedAt } = environment;
  const rules =
    launchRules === undefined ? null : Object.fromEntries(Object.entries(launchRules).map(([name, bound]) => [name, toBound(bound)]));
  const options = optionsOfPlatform(platform).map((name): ChangeableOption => {
    return { name, ...toBound(boundOf(launchRules, name)), own: ownValue(environment, name) };
  });
  return { rules, options, changedBy: whoChangesRules(environment), lastUpdated: toIso(updatedAt) };
}

const noBounds = { values: null, min: null, max: null, below: null };

function toBound(bound: LaunchBound) {
  if (bound.allow !== "within") return { ...noBounds, allow: bound.allow };
  const { allow, below, max, min, values } = bound;
  return { allow, values: list(values), min: min ?? null, max: max ?? null, below: list(below) };
}

const list = (values: readonly string[] | undefined): string[] | null => (values === undefined ? null : [...values]);

const inConfig = { queue: "headQueue", headJobOptions: "headJobOptions", workDir: "workDir" } as const;

function ownValue({ config, nextflowVersion, resources }: ComputeEnvironment, option: LaunchOption): string | number | null {
  if (option === "queue" || option === "headJobOptions" || option === "workDir") return given(config[inConfig[option]]) ?? null;
  const asked: Readonly<Partial<Record<LaunchOption, string | number>>> = {
    ...resources,
    ...(nextflowVersion === undefined ? {} : { nextflowVersion }),
  };
  return asked[option] ?? null;
}
