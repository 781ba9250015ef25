import {
  computePlatforms,
  DescribePlatformResponse,
  ListPlatformsResponse,
  ListRegionsResponse,
  NextflowVersionsResponse,
  numericId,
} from "@postern/contracts";
import type { ComputePlatform } from "@postern/contracts";
import { credentialProviders, opensPlatform } from "@postern/domain";
import { Type } from "typebox";
import type { HttpApp } from "../../http/http-app.ts";
import { toPlatform } from "./read-config.ts";

const names: Readonly<Record<ComputePlatform, string>> = {
  "slurm-platform": "Slurm Workload Manager",
  "altair-platform": "Altair PBS Pro",
  "lsf-platform": "IBM LSF",
  "uge-platform": "Grid Engine",
  "moab-platform": "Moab",
  "local-platform": "Local",
};
const params = Type.Object({ platformId: Type.String({ maxLength: 64 }) });
const query = Type.Object({ workspaceId: Type.Optional(numericId()), orgId: Type.Optional(numericId()) });

/** The kinds of clusters that this server can drive. */
export function registerPlatformRoutes(app: HttpApp): void {
  app.get(
    "/api/platform/versions",
    { schema: { summary: "Whether launches may name a version of Nextflow", response: { 200: NextflowVersionsResponse } } },
    () => ({
      nextflowVersions: [],
      nextflowVersionSelectionEnabled: true,
      nextflowVersionPolicyByComputeEnvType: Object.fromEntries(computePlatforms.map((id) => [id, { selectable: true }])),
      nextflowFeatureMinVersions: {},
    }),
  );

  app.get(
    "/api/platforms",
    { schema: { summary: "List platforms", querystring: query, response: { 200: ListPlatformsResponse } } },
    () => ({
      platforms: computePlatforms.map((id) => ({ id, name: names[id], credentialsProviders: providersOf(id) })),
    }),
  );

  app.get(
    "/api/platforms/:platformId",
    { schema: { summary: "Describe a platform", params, response: { 200: DescribePlatformResponse } } },
    (request) => {
      const isLocal = toPlatform(request.params.platformId) === "local-platform";
      return { metainfo: { discriminator: isLocal ? "local-platform" : "grid" } };
    },
  );

  app.get(
    "/api/platforms/:platformId/regions",
    { schema: { summary: "Regions of a platform: none", params, response: { 200: ListRegionsResponse } } },
    (request) => {
      toPlatform(request.params.platformId);
      return { regions: [] };
    },
  );
}

/** Those that open a cluster. */
function providersOf(platform: ComputePlatform): string[] {
  return credentialProviders.filter((provider) => opensPlatform(provider, platform));
}
