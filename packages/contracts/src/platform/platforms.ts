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

/** All schedulers of clusters have one discriminator. */
export const DescribePlatformResponse = Type.Object({ metainfo: Type.Object({ discriminator: Type.String() }) });
/** Clusters are in no region. */
export const ListRegionsResponse = Type.Object({ regions: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })) });
