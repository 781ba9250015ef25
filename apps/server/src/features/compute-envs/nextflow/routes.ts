import { KeepNextflowRequest, KeptNextflowResponse, NextflowVersionsOffer, WorkspaceQuery } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import { toIso } from "../../../http/iso-time.ts";
import type { NextflowVersionService } from "./version-service.ts";

const IdParams = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });

export function registerNextflowVersionRoutes(
  app: HttpApp,
  { nextflowVersions }: { readonly nextflowVersions: NextflowVersionService },
): void {
  app.get(
    "/api/postern/v1/compute-envs/:computeEnvId/nextflow-versions",
    {
      schema: {
        summary: "The versions of Nextflow on the cluster",
        params: IdParams,
        querystring: WorkspaceQuery,
        response: { 200: NextflowVersionsOffer },
      },
    },
    async (request) => {
      const { askedAt, versions, ...known } = await nextflowVersions.list(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return { ...known, askedAt: toIso(askedAt), versions: [...versions] };
    },
  );

  app.post(
    "/api/postern/v1/compute-envs/:computeEnvId/nextflow-versions",
    {
      schema: {
        summary: "Keep a version of Nextflow, from a mirror on the cluster",
        params: IdParams,
        querystring: WorkspaceQuery,
        body: KeepNextflowRequest,
        response: { 200: KeptNextflowResponse },
      },
    },
    async (request) => nextflowVersions.keep(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body),
  );
}
