import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, optional, seenLastUpdated, text } from "../schema.ts";
import { secretOpening } from "./secret-opening.ts";

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

export const SecretVariableWishes = Type.Array(SecretVariableWish, { maxItems: 50 });

/** `PUT` to the same path: those that are named remain, the others are forgotten. Runs that were submitted keep what they were given. */
export const UpdateSecretVariablesRequest = Type.Object({
  variables: SecretVariableWishes,
  ...seenLastUpdated,
});
export type UpdateSecretVariablesRequest = Static<typeof UpdateSecretVariablesRequest>;

/** `GET …/secret-variables/usage`, newest first: each time that they were opened. It is asked for as that of a credential. */
export const SecretVariablesUsageResponse = Type.Object({
  usage: Type.Array(Type.Object(secretOpening)),
  /** Null when there are no older ones. */
  nextCursor: nullable(Type.String()),
});
export type SecretVariablesUsageResponse = Static<typeof SecretVariablesUsageResponse>;
