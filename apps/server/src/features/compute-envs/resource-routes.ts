import {
  ClusterOffer,
  EnvironmentResourcesResponse,
  NoContent,
  text,
  UpdateEnvironmentResourcesRequest,
  WorkspaceQuery,
} from "@postern/contracts";
import { toComputeEnvId, toCredentialId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { OfferService } from "./offer/offer-service.ts";
import { toClusterOffer, toResourcesResponse } from "./resource-wire.ts";
import type { ResourceService } from "./resource-service.ts";
import type { ComputeEnvService } from "./service.ts";

export interface ResourceRouteParts {
  readonly environments: Pick<ComputeEnvService, "get">;
  readonly resources: ResourceService;
  readonly offers: OfferService;
}

const IdParams = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });
const OfferQuery = Type.Intersect([WorkspaceQuery, Type.Object({ platform: text(32, 1), credentialsId: text(22, 1) })]);
const path = "/api/postern/v1/compute-envs/:computeEnvId";

/** What head jobs ask of a cluster, and what the cluster offers. */
export function registerResourceRoutes(app: HttpApp, { environments, resources, offers }: ResourceRouteParts): void {
  app.get(
    `${path}/resources`,
    {
      schema: {
        summary: "What head jobs ask for",
        params: IdParams,
        querystring: WorkspaceQuery,
        response: { 200: EnvironmentResourcesResponse },
      },
    },
    async (request) => toResourcesResponse(await environments.get(actorOf(request), toComputeEnvId(request.params.computeEnvId))),
  );

  app.put(
    `${path}/resources`,
    {
      schema: {
        summary: "Change what head jobs ask for",
        params: IdParams,
        querystring: WorkspaceQuery,
        body: UpdateEnvironmentResourcesRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await resources.replace(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body);
      return reply.code(204).send(null);
    },
  );

  app.get(
    `${path}/offer`,
    {
      schema: { summary: "What the cluster offers", params: IdParams, querystring: WorkspaceQuery, response: { 200: ClusterOffer } },
    },
    async (request) => toClusterOffer(await offers.ofEnvironment(actorOf(request), toComputeEnvId(request.params.computeEnvId))),
  );

  app.get(
    "/api/postern/v1/cluster-offer",
    { schema: { summary: "What the cluster of a credential offers", querystring: OfferQuery, response: { 200: ClusterOffer } } },
    async (request) => {
      const { credentialsId, platform } = request.query;
      return toClusterOffer(await offers.ofCredential(actorOf(request), platform, toCredentialId(credentialsId)));
    },
  );
}
