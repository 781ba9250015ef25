import { Type } from "typebox";
import type { Static } from "typebox";
import { computePlatforms } from "../platform/compute-envs.ts";
import { nullable, oneOf, optional, text } from "../schema.ts";
import { CheckStep } from "./environment-checks.ts";
import { ClusterOffer } from "./environment-resources.ts";
import { ConfirmHostKeyRequest } from "./host-keys.ts";
import { JumpHosts } from "./jump-hosts.ts";

/**
 * `POST /api/postern/v1/cluster-discovery`: looks what there is, before there is an environment. With the credential of an agent, through the agent; else
 * by SSH at the address, or as oneself on the cluster of a managed identity, which names
 * host, account and key. Without a key it ends where one is needed. Nothing is made, but that the key of a host is pinned which the person has compared.
 */
export const DiscoverClusterRequest = Type.Object({
  credentialsId: optional(text(22)),
  /** In the place of all but the confirmed keys. */
  managedIdentityId: optional(text(22)),
  hostName: optional(text(255)),
  /** Default 22. */
  port: optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  userName: optional(text(100)),
  jumpHosts: optional(JumpHosts),
  /** Those that the person has seen and compared. Any other host that is new here gets no name and no signature. */
  confirmedHostKeys: optional(Type.Array(ConfirmHostKeyRequest, { maxItems: 6 })),
});
export type DiscoverClusterRequest = Static<typeof DiscoverClusterRequest>;

/** What an environment of it could be like. A text that is empty is not proposed. */
export const EnvironmentProposal = Type.Object({
  name: Type.String(),
  platform: oneOf(computePlatforms),
  /** Of PBS: which of its dialects was found. */
  isTorque: Type.Boolean(),
  workDir: Type.String(),
  queue: Type.String(),
  account: Type.String(),
  preRunScript: Type.String(),
});
export type EnvironmentProposal = Static<typeof EnvironmentProposal>;

/** One line of the answer, whose media type is `application/x-ndjson`: each tells all that is known by then, the last one how it ended. */
export const ClusterDiscovery = Type.Object({
  /** Some of those of a check, in the order in which they run. */
  steps: Type.Array(CheckStep),
  /** The key of a host that somebody has to compare before it goes on. */
  hostKey: nullable(
    Type.Object({
      host: Type.String(),
      port: Type.Integer(),
      isJumpHost: Type.Boolean(),
      algorithm: Type.String(),
      fingerprint: Type.String(),
    }),
  ),
  /** Whether it ended for want of a key. */
  needsKey: Type.Boolean(),
  /** Once it has ended and a scheduler is known. */
  proposal: nullable(EnvironmentProposal),
  offer: nullable(ClusterOffer),
  isFinished: Type.Boolean(),
});
export type ClusterDiscovery = Static<typeof ClusterDiscovery>;
