import { Type } from "typebox";
import type { Static } from "typebox";

export const ComputePlatformEntry = Type.Object({
  id: Type.String(),
  name: Type.String(),
  /** Providers of credentials that open it. */
  credentialsProviders: Type.Array(Type.String()),
});
export type ComputePlatformEntry = Static<typeof ComputePlatformEntry>;
export const ListPlatformsResponse = Type.Object({ platforms: Type.Array(ComputePlatformEntry) });

/**
 * `GET /platform/versions`: whether a launch may name a version of Nextflow, and of which minimum. There is no catalogue of the server: each
 * cluster has versions of its own, which `GET /api/postern/v1/compute-envs/{id}/nextflow-versions` lists.
 */
export const NextflowVersionsResponse = Type.Object({
  nextflowVersions: Type.Array(Type.Object({ version: Type.String(), default: Type.Boolean() })),
  nextflowVersionSelectionEnabled: Type.Boolean(),
  nextflowVersionPolicyByComputeEnvType: Type.Record(Type.String(), Type.Object({ selectable: Type.Boolean() })),
  nextflowFeatureMinVersions: Type.Record(Type.String(), Type.String()),
});

/** All schedulers of clusters have one discriminator. */
export const DescribePlatformResponse = Type.Object({ metainfo: Type.Object({ discriminator: Type.String() }) });
/** Clusters are in no region. */
export const ListRegionsResponse = Type.Object({ regions: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })) });
