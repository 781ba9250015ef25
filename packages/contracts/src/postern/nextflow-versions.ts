import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, oneOf } from "../schema.ts";

/** `GET /api/postern/v1/compute-envs/{id}/nextflow-versions`: what a launch there may name as its `nextflowVersion`. */
export const NextflowVersionsOffer = Type.Object({
  askedAt: dateTime(),
  /** On the cluster; a version is kept there as `<version>/nextflow`. */
  folder: Type.String(),
  /** What a launch that names none would get, as the last check found it. */
  found: nullable(Type.String()),
  /** Newest first. */
  versions: Type.Array(
    Type.Object({
      version: Type.String(),
      from: oneOf(["folder", "module"]),
      /** As `module load` takes it. */
      module: nullable(Type.String()),
    }),
  ),
  /** False where the agent may not start the shell that knows them. */
  areModulesKnown: Type.Boolean(),
});
export type NextflowVersionsOffer = Static<typeof NextflowVersionsOffer>;
