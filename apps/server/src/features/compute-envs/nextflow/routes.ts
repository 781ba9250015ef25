import {
  ChooseNextflowRequest,
  KeepNextflowRequest,
  KeptNextflowResponse,
  NextflowVersionsOffer,
  NoContent,
  WorkspaceQuery,
} from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import { toIso } from "../../../http/iso-time.ts";
import type { NextflowVersionService } from "./version-service.ts";

const params = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });
const VersionParams = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }), version: Type.String({ maxLength: 40 }) });
const path = "/api/postern/v1/compute-envs/:computeEnvId/nextflow-versions";
const scope = { params, querystring: WorkspaceQuery };

interface Parts {
  readonly nextflowVersions: NextflowVersionService;
}

export function registerNextflowVersionRoutes(app: HttpApp, parts: Parts): void {
  registerReading(app, parts);
  registerKeeping(app, parts);
}

function registerReading(app: HttpApp, { nextflowVersions }: Parts): void {
  app.get(
    path,
    { schema: { summary: "The versions of Nextflow on the cluster", ...scope, response: { 200: NextflowVersionsOffer } } },
    async (request) => {
      const { askedAt, updatedAt, versions, ...known } = await nextflowVersions.list(
        actorOf(request),
        toComputeEnvId(request.params.computeEnvId),
      );
      return { ...known, askedAt: toIso(askedAt), lastUpdated: toIso(updatedAt), versions: [...versions] };
    },
  );

  app.put(
    path,
    {
      schema: {
        summary: "Choose the version of Nextflow for launches that name none",
        ...scope,
        body: ChooseNextflowRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await nextflowVersions.choose(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body);
      return reply.code(204).send(null);
    },
  );
}

function registerKeeping(app: HttpApp, { nextflowVersions }: Parts): void {
  app.post(
    path,
    {
      schema: {
        summary: "Keep a version of Nextflow, from a mirror on the cluster",
        ...scope,
        body: KeepNextflowRequest,
        response: { 200: KeptNextflowResponse },
      },
    },
    async (request, reply) => {
      // Who asks no longer waits for it: that is how it is stopped.
      const left = new AbortController();
      reply.raw.on("close", () => left.abort());
      return nextflowVersions.keep(actorOf(request), toComputeEnvId(request.params.computeEnvId), { ...request.body, stop: left.signal });
    },
  );

  app.delete(
    `${path}/:version`,
    {
      schema: {
        summary: "Keep a version of Nextflow no longer",
        params: VersionParams,
        querystring: WorkspaceQuery,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      const { computeEnvId, version } = request.params;
      await nextflowVersions.drop(actorOf(request), toComputeEnvId(computeEnvId), version);
      return reply.code(204).send(null);
    },
  );
}
