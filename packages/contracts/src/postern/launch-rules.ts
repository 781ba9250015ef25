import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, oneOf, optional, seenLastUpdated, text } from "../schema.ts";

/** Which members belong to "within" is up to the option: a list of values, a least and a most, or folders above a path. */
export const LaunchBound = Type.Object({
  allow: oneOf(["no", "any", "within"]),
  values: optional(Type.Array(text(4096, 1), { maxItems: 100 })),
  min: optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  max: optional(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER })),
  /** May hold the variables of paths, such as `/scratch/$USER`. */
  below: optional(Type.Array(text(1024, 1), { maxItems: 100 })),
});
export type LaunchBound = Static<typeof LaunchBound>;

/** By the name of the option, such as `wallTimeSeconds`. What is not named is not allowed. */
export const LaunchRules = Type.Record(Type.String({ maxLength: 40 }), LaunchBound);
export type LaunchRules = Static<typeof LaunchRules>;

const BoundAnswer = {
  allow: oneOf(["no", "any", "within"]),
  values: nullable(Type.Array(Type.String())),
  min: nullable(Type.Integer()),
  max: nullable(Type.Integer()),
  below: nullable(Type.Array(Type.String())),
};

/** An option as it holds now, and what a launch gets that says nothing of it. */
export const ChangeableOption = Type.Object({
  name: Type.String(),
  ...BoundAnswer,
  /** What the environment says: a text, or an amount. Null when it leaves it to the site, and for scripts, which its settings show. */
  own: nullable(Type.Union([Type.String(), Type.Integer()])),
});
export type ChangeableOption = Static<typeof ChangeableOption>;

/**
 * `GET /api/postern/v1/compute-envs/{id}/launch-rules`. Null without rules: launches may do what they could before there were any. `options` are
 * all that the platform has, as they hold.
 */
export const LaunchRulesResponse = Type.Object({
  rules: nullable(Type.Record(Type.String(), Type.Object(BoundAnswer))),
  options: Type.Array(ChangeableOption),
  /** Who may change it, as a sentence. */
  changedBy: Type.String(),
  lastUpdated: dateTime(),
});
export type LaunchRulesResponse = Static<typeof LaunchRulesResponse>;

/** `PUT` to the same path replaces all of them, for launches that are submitted from then on; null takes them away. */
export const UpdateLaunchRulesRequest = Type.Object({ rules: nullable(LaunchRules), ...seenLastUpdated });
export type UpdateLaunchRulesRequest = Static<typeof UpdateLaunchRulesRequest>;
