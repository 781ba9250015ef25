import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId } from "../schema.ts";

/**
 * Who may use a credential or a compute environment, which is another question than who may read and edit it.
 * `GET` and `PUT /api/postern/v1/credentials/{credentialsId}/use-limit`, and `…/compute-envs/{computeEnvId}/use-limit`.
 */
export const UseLimit = Type.Object({
  /** False: everybody whose role allows it. The lists are kept, and mean nothing then. */
  isLimited: Type.Boolean(),
  users: Type.Array(
    Type.Object({
      userId: int64(),
      userName: Type.String(),
      email: Type.String(),
      firstName: nullable(Type.String()),
      lastName: nullable(Type.String()),
    }),
  ),
  teams: Type.Array(Type.Object({ teamId: int64(), name: Type.String() })),
  lastUpdated: dateTime(),
});
export type UseLimit = Static<typeof UseLimit>;

/** Replaces the whole limit. */
export const UpdateUseLimitRequest = Type.Object({
  isLimited: Type.Boolean(),
  userIds: Type.Array(numericId(), { maxItems: 500 }),
  teamIds: Type.Array(numericId(), { maxItems: 500 }),
  /** What the form was filled with: somebody else's change since is then not undone. */
  lastUpdated: Type.Optional(nullable(dateTime())),
});
export type UpdateUseLimitRequest = Static<typeof UpdateUseLimitRequest>;

/** The limit of a thing that is being made: so that nobody can use it in between. Without it everybody whose role allows it may use it. */
export const NewUseLimit = Type.Object({
  isLimited: Type.Boolean(),
  userIds: Type.Array(numericId(), { maxItems: 500 }),
  teamIds: Type.Array(numericId(), { maxItems: 500 }),
});
export type NewUseLimit = Static<typeof NewUseLimit>;
