import type { JobResources } from "@postern/schedulers";
import type { EnvironmentConfig } from "../../compute-envs/environment.ts";

export type LaunchVariable = NonNullable<EnvironmentConfig["environment"]>[number];

/** What a launch says in the place of its environment, and what that said otherwise. */
export interface Overrides extends JobResources {
  readonly queue?: string;
  readonly headJobOptions?: string;
  readonly variables?: readonly LaunchVariable[];
}

/** What a head job is rendered from. */
export interface Settings {
  readonly config: EnvironmentConfig;
  readonly resources: JobResources;
}

/** The settings of a launch: those of its environment, with its own in their place. */
export function withOverrides({ config, resources }: Settings, overrides: Overrides): Settings {
  const { headJobOptions, queue, variables, ...asked } = overrides;
  const environment = variables === undefined ? undefined : withVariables(config.environment ?? [], variables);
  return {
    config: {
      ...config,
      ...(queue === undefined ? {} : { headQueue: queue }),
      // Behind those of the environment: in their place, they would take away what it says with them.
      ...(headJobOptions === undefined ? {} : { headJobOptions: `${config.headJobOptions ?? ""} ${headJobOptions}`.trim() }),
      ...(environment === undefined ? {} : { environment }),
    },
    resources: { ...resources, ...asked },
  };
}

/** One of the same name stands for it, also where that was for others. */
function withVariables(own: readonly LaunchVariable[], wanted: readonly LaunchVariable[]): LaunchVariable[] {
  const names = new Set(wanted.map(({ name }) => name));
  return [...own.filter(({ name }) => !names.has(name)), ...wanted];
}
