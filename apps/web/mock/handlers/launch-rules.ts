import type {
  ChangeableOption,
  ComputeEnv,
  LaunchRules,
  LaunchRulesResponse,
  UpdateLaunchRulesRequest,
  WorkflowLaunchRequest,
} from "@postern/contracts";
import { AppError, boundOf, judgeOption, launchOptionRow, launchOptions } from "@postern/domain";
import type { LaunchBound, LaunchOption, LaunchRules as Rules } from "@postern/domain";
import { noContent, ok } from "../http.ts";
import type { Route } from "../http.ts";
import type { MockState } from "../state.ts";
import { getEnvironment } from "./compute-envs.ts";
import { putEnvironment } from "./environment-edits.ts";
import { outdated } from "./organizations.ts";

/** What launches may say in the place of their environments. */
export const launchRulesRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/postern/v1/compute-envs/:id/launch-rules",
    answer: ({ params }) => ok(answerOf(state, getEnvironment(state, params["id"]))),
  },
  {
    method: "PUT",
    path: "/api/postern/v1/compute-envs/:id/launch-rules",
    answer: ({ params, body }) => {
      const { lastUpdated, rules } = body as UpdateLaunchRulesRequest;
      const one = getEnvironment(state, params["id"]);
      if (lastUpdated !== undefined && lastUpdated !== one.lastUpdated) return outdated("The environment");
      if (rules?.["queue"]?.values?.includes("-p") === true) {
        throw new AppError("request.invalid", "The name of a queue does not begin with a dash.", { fields: ["launchRules.queue"] });
      }
      if (rules === null) state.launchRules.delete(one.id);
      else state.launchRules.set(one.id, rules);
      putEnvironment(state, one);
      return noContent;
    },
  },
];

/** As the server refuses a launch that its environment does not let say a thing. */
export function refuseOutOfBounds(state: MockState, { computeEnvId, overrides }: WorkflowLaunchRequest): void {
  const rules = rulesOf(state, computeEnvId ?? "");
  for (const option of launchOptions) {
    const value = (overrides as Readonly<Partial<Record<LaunchOption, string | number>>> | null | undefined)?.[option];
    const problem = typeof value === "string" || typeof value === "number" ? judgeOption(option, boundOf(rules, option), value) : undefined;
    if (problem !== undefined) throw new AppError("launch.out_of_bounds", problem, { fields: [`launch.overrides.${option}`] });
  }
}

const rulesOf = (state: MockState, id: string): Rules | undefined => state.launchRules.get(id);

function answerOf(state: MockState, environment: ComputeEnv): LaunchRulesResponse {
  const { id, lastUpdated, name, platform } = environment;
  const rules = rulesOf(state, id);
  const options = launchOptions.filter((option) => platform !== "local-platform" || !launchOptionRow(option).isOfScheduler);
  return {
    rules: rules === undefined ? null : Object.fromEntries(Object.entries(rules).map(([option, bound]) => [option, asAnswer(bound)])),
    options: options.map((option): ChangeableOption => ({
      name: option,
      ...asAnswer(boundOf(rules, option)),
      own: ownOf(state, environment, option),
    })),
    changedBy: `What a launch may choose is changed on the page of ${name}, by whose environment it is.`,
    lastUpdated,
  };
}

function ownOf(state: MockState, { config, id }: ComputeEnv, option: LaunchOption): string | number | null {
  if (option === "queue") return config.headQueue;
  if (option === "workDir" || option === "headJobOptions") return config[option];
  if (option === "nextflowVersion") return state.nextflow.get(id)?.chosen ?? null;
  const resources: Readonly<Partial<Record<LaunchOption, string | number | null>>> = state.resources.get(id) ?? {};
  return resources[option] ?? null;
}

function asAnswer(bound: LaunchBound): LaunchRules[string] & Omit<ChangeableOption, "name" | "own"> {
  const within = bound.allow === "within" ? bound : { allow: bound.allow };
  const { allow, below, max, min, values } = within as Extract<LaunchBound, { readonly allow: "within" }>;
  return {
    allow,
    values: values === undefined ? null : [...values],
    below: below === undefined ? null : [...below],
    min: min ?? null,
    max: max ?? null,
  };
}
