import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, oneOf, seenLastUpdated, text } from "../schema.ts";

/** `GET /api/postern/v1/compute-envs/{id}/nextflow-versions`: what a launch there may name as its `nextflowVersion`. */
export const NextflowVersionsOffer = Type.Object({
  askedAt: dateTime(),
  /** On the cluster; a version is kept there as `<version>/nextflow`. */
  folder: Type.String(),
  /** What the last check found without a choice. */
  found: nullable(Type.String()),
  /** What a launch gets that names none, if somebody chose one; else it gets what was found. */
  chosen: nullable(Type.String()),
  /** Of the environment: it goes with a choice. */
  lastUpdated: dateTime(),
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

/** `PUT` to the same path chooses the version for launches that name none; null leaves it to the cluster. */
export const ChooseNextflowRequest = Type.Object({ version: nullable(text(40, 1)), ...seenLastUpdated });
export type ChooseNextflowRequest = Static<typeof ChooseNextflowRequest>;

/** `POST` to the same path copies one from a folder of the cluster that mirrors the releases of Nextflow. */
export const KeepNextflowRequest = Type.Object({ version: text(40, 1), mirror: text(1024, 1) });
export type KeepNextflowRequest = Static<typeof KeepNextflowRequest>;

export const KeptNextflowResponse = Type.Object({
  path: Type.String(),
  /** The file of the mirror. */
  source: Type.String(),
  sizeBytes: Type.Integer(),
  /** Whether the mirror has a checksum beside it (`.sha256`), which agrees. */
  isVerified: Type.Boolean(),
});
export type KeptNextflowResponse = Static<typeof KeptNextflowResponse>;
