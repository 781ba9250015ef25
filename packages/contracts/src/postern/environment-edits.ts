import { Type } from "typebox";
import type { Static } from "typebox";
import { optional, seenLastUpdated, text } from "../schema.ts";

/**
 * `PUT /api/postern/v1/compute-envs/{id}`: what the public API cannot change as well. What is left out or null stays; a `config` replaces all
 * settings. Runs that were launched before keep what they were launched with.
 */
export const EditComputeEnvRequest = Type.Object({
  computeEnv: Type.Object({
    name: optional(text(100)),
    description: optional(text(2000)),
    credentialsId: optional(text(22)),
    /** Checked against the schema of its platform. */
    config: Type.Optional(Type.Unknown()),
  }),
  ...seenLastUpdated,
});
export type EditComputeEnvRequest = Static<typeof EditComputeEnvRequest>;
