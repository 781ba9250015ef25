import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, optional, seenLastUpdated, text } from "../schema.ts";

/** A variable of an environment whose value nobody is shown: for Nextflow (`head`), for tasks (`compute`), or both. */
export const SecretVariableAnswer = Type.Object({ name: Type.String(), head: Type.Boolean(), compute: Type.Boolean() });
export type SecretVariableAnswer = Static<typeof SecretVariableAnswer>;

/** `GET /api/postern/v1/compute-envs/{id}/secret-variables` */
export const SecretVariablesResponse = Type.Object({ variables: Type.Array(SecretVariableAnswer), lastUpdated: dateTime() });
export type SecretVariablesResponse = Static<typeof SecretVariablesResponse>;

/** Without either scope it is for Nextflow alone, as in the open variables. */
export const SecretVariableWish = Type.Object({
  name: text(128, 1),
  /** Not sent: the value that is kept under this name stays. */
  value: optional(text(8192)),
  head: optional(Type.Boolean()),
  compute: optional(Type.Boolean()),
});
export type SecretVariableWish = Static<typeof SecretVariableWish>;

/** `PUT` to the same path: those that are named remain, the others are forgotten. Runs that were submitted keep what they were given. */
export const UpdateSecretVariablesRequest = Type.Object({
  variables: Type.Array(SecretVariableWish, { maxItems: 50 }),
  ...seenLastUpdated,
});
export type UpdateSecretVariablesRequest = Static<typeof UpdateSecretVariablesRequest>;
