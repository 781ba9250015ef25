import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, optional, seenLastUpdated, text } from "../schema.ts";

/**
 * A host that is passed on the way to a cluster that is reached by SSH, with an account and a key of its own. The public API has no words for
 * it, so it stands beside the settings that have: a client that does not know it neither sends nor loses it.
 */
export const JumpHost = Type.Object({
  /** Name or address, as the host before it on the way knows it. */
  hostName: text(255, 1),
  /** Default 22. */
  port: optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  userName: text(100, 1),
  /** An SSH credential of the place where the environment is. */
  credentialsId: text(22, 1),
});
export type JumpHost = Static<typeof JumpHost>;

/** In the order in which the hosts are passed. */
export const JumpHosts = Type.Array(JumpHost, { maxItems: 5 });
export type JumpHosts = Static<typeof JumpHosts>;

export const JumpHostAnswer = Type.Object({
  hostName: Type.String(),
  port: Type.Integer(),
  userName: Type.String(),
  credentialsId: Type.String(),
});
export type JumpHostAnswer = Static<typeof JumpHostAnswer>;

/** A host on the way to the login node of a managed identity: each person signs in there with the account and the key that they have on the login node. */
export const ManagedJumpHost = Type.Object({
  /** Name or address, as the host before it on the way knows it. */
  hostName: text(255, 1),
  /** Default 22. */
  port: optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
});
export type ManagedJumpHost = Static<typeof ManagedJumpHost>;
export const ManagedJumpHosts = Type.Array(ManagedJumpHost, { maxItems: 5 });

export const ManagedJumpHostAnswer = Type.Object({ hostName: Type.String(), port: Type.Integer() });
export type ManagedJumpHostAnswer = Static<typeof ManagedJumpHostAnswer>;

/** `GET /api/postern/v1/compute-envs/{id}/jump-hosts` */
export const JumpHostsResponse = Type.Object({
  jumpHosts: Type.Array(JumpHostAnswer),
  /** Those of the managed identity, which are passed where the environment has none of its own, as each person. */
  managedJumpHosts: Type.Array(ManagedJumpHostAnswer),
  lastUpdated: dateTime(),
});
export type JumpHostsResponse = Static<typeof JumpHostsResponse>;

/** `PUT` to the same path replaces all of them, and asks for a check of the new way. */
export const UpdateJumpHostsRequest = Type.Object({ jumpHosts: JumpHosts, ...seenLastUpdated });
export type UpdateJumpHostsRequest = Static<typeof UpdateJumpHostsRequest>;
