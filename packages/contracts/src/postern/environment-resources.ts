import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable, oneOf, optional, seenLastUpdated, text } from "../schema.ts";

/**
 * What the head jobs of an environment ask of its cluster. The public API has no words for it, so it stands beside the settings that have: a
 * client that does not know it neither sends nor loses it. Empty texts mean "not set"; what is not set is the site's choice.
 */
export const HeadJobResources = Type.Object({
  /** The account, project or group on which jobs are booked. */
  account: optional(text(128)),
  qos: optional(text(128)),
  wallTimeSeconds: optional(Type.Integer({ minimum: 60, maximum: 31_536_000 })),
  memoryMb: optional(Type.Integer({ minimum: 1, maximum: 100_000_000 })),
  cpus: optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
  /** What the node must have, in the scheduler's own language. */
  constraint: optional(text(512)),
  /** So long before the end of its time the job is told to end in order. */
  noticeSeconds: optional(Type.Integer({ minimum: 10, maximum: 65_535 })),
});
export type HeadJobResources = Static<typeof HeadJobResources>;

export const HeadJobResourcesAnswer = Type.Object({
  account: nullable(Type.String()),
  qos: nullable(Type.String()),
  wallTimeSeconds: nullable(Type.Integer()),
  memoryMb: nullable(Type.Integer()),
  cpus: nullable(Type.Integer()),
  constraint: nullable(Type.String()),
  noticeSeconds: nullable(Type.Integer()),
});
export type HeadJobResourcesAnswer = Static<typeof HeadJobResourcesAnswer>;

/** `GET /api/postern/v1/compute-envs/{id}/resources` */
export const EnvironmentResourcesResponse = Type.Object({ resources: HeadJobResourcesAnswer, lastUpdated: dateTime() });
export type EnvironmentResourcesResponse = Static<typeof EnvironmentResourcesResponse>;

/** `PUT` to the same path replaces all of them, for launches from then on. */
export const UpdateEnvironmentResourcesRequest = Type.Object({ resources: HeadJobResources, ...seenLastUpdated });
export type UpdateEnvironmentResourcesRequest = Static<typeof UpdateEnvironmentResourcesRequest>;

/** A limit that is null is not known. */
export const OfferedQueue = Type.Object({
  name: Type.String(),
  isOpen: Type.Boolean(),
  isDefault: Type.Boolean(),
  maxWallTimeSeconds: nullable(Type.Integer()),
  /** What a job gets that asks for none. */
  defaultWallTimeSeconds: nullable(Type.Integer()),
  maxMemoryMb: nullable(Type.Integer()),
  maxCpus: nullable(Type.Integer()),
  nodes: nullable(Type.Integer()),
});
export type OfferedQueue = Static<typeof OfferedQueue>;

/**
 * What a cluster offers to the account that asks: `GET /api/postern/v1/compute-envs/{id}/offer`, and before there is an environment
 * `GET /api/postern/v1/cluster-offer?platform=…&credentialsId=…`. A list that is null could not be read, or the scheduler has no such thing.
 */
export const ClusterOffer = Type.Object({
  askedAt: dateTime(),
  queues: nullable(Type.Array(OfferedQueue)),
  accounts: nullable(Type.Array(Type.Object({ name: Type.String(), qualities: Type.Array(Type.String()) }))),
  /** Questions that were not answered, in words. */
  problems: Type.Array(Type.Object({ about: oneOf(["queues", "accounts"]), message: Type.String() })),
});
export type ClusterOffer = Static<typeof ClusterOffer>;
