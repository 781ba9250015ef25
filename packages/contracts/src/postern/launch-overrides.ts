import { Type } from "typebox";
import type { Static } from "typebox";
import { optional, text } from "../schema.ts";
import { ConfigEnvVariable } from "../platform/config-variable.ts";
import { HeadJobResources } from "./environment-resources.ts";

/**
 * What a launch says in the place of its environment, where the rules of that let it. Null, empty and absent are the same: as the environment
 * says.
 */
export const LaunchOverrides = Type.Object({
  ...HeadJobResources.properties,
  queue: optional(text(256)),
  /** Behind those of the environment, so that they win. */
  headJobOptions: optional(text(4096)),
  /** Beside those of the environment; one of the same name stands for it. */
  variables: optional(Type.Array(ConfigEnvVariable, { maxItems: 100 })),
});
export type LaunchOverrides = Static<typeof LaunchOverrides>;
