import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime } from "../schema.ts";

/** How often Postern asks the scheduler of an environment: `GET /api/postern/v1/compute-envs/{id}/questions` */
export const EnvironmentQuestionsResponse = Type.Object({
  /** Of several servers one asks, and only its answer has accounts. */
  isAskedHere: Type.Boolean(),
  /** The most that one account asks in any minute. */
  limitPerMinute: Type.Integer(),
  /** Those with unfinished runs. */
  accounts: Type.Array(
    Type.Object({
      askedInLastMinute: Type.Integer(),
      /** Between two questions about all unfinished runs; grows with the time that answers take. */
      intervalSeconds: Type.Integer(),
      lastAskedAt: dateTime(),
      lastAnswerMs: Type.Integer(),
    }),
  ),
});
export type EnvironmentQuestionsResponse = Static<typeof EnvironmentQuestionsResponse>;
