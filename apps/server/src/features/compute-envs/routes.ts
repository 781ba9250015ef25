import {
  computeEnvStatuses,
  CreateComputeEnvRequest,
  CreateComputeEnvResponse,
  DescribeComputeEnvResponse,
  EnvironmentCheckResponse,
  ListComputeEnvsResponse,
  NoContent,
  oneOf,
  UpdateEnvironmentLabelsRequest,
  WorkspaceQuery,
} from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { refuseOtherWorkspace } from "../../http/other-workspace.ts";
import { namesOf } from "../../http/place.ts";
import { toNamedMembers } from "../../http/to-named-members.ts";
import type { CheckService } from "./check-service.ts";
import type { ComputeEnvironment } from "./environment.ts";
import type { EnvironmentLabelService } from "./label-service.ts";
import type { ComputeEnvService } from "./service.ts";
import { toCheckResponse, toComputeEnv, toListEntry } from "./wire.ts";

export interface ComputeEnvRouteParts {
  readonly environments: ComputeEnvService;
  readonly checks: CheckService;
  readonly environmentLabels: EnvironmentLabelService;
}

/** Clients send it comma-joined or repeated; nothing hangs on it, because labels are always answered. */
const Attributes = Type.Object({ attributes: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])) });
const ListQuery = Type.Intersect([WorkspaceQuery, Type.Object({ status: Type.Optional(oneOf(computeEnvStatuses)) }), Attributes]);
const DescribeQuery = Type.Intersect([WorkspaceQuery, Attributes]);
const NameQuery = Type.Intersect([WorkspaceQuery, Type.Object({ name: Type.String({ maxLength: 1000 }) })]);
/** `force`: also while runs on it are unfinished. They go on, and are not looked after any more. */
const DeleteQuery = Type.Intersect([WorkspaceQuery, Type.Object({ force: Type.Optional(Type.Boolean()) })]);
const IdParams = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });

export function registerComputeEnvRoutes(app: HttpApp, parts: ComputeEnvRouteParts): void {
  registerReading(app, parts);
  registerWriting(app, parts);
  registerChecks(app, parts);
  registerLabels(app, parts);
}

function registerReading(app: HttpApp, { environmentLabels, environments }: ComputeEnvRouteParts): void {
  app.get(
    "/api/compute-envs",
    { schema: { summary: "List compute environments", querystring: ListQuery, response: { 200: ListComputeEnvsResponse } } },
    async (request) => {
      const actor = actorOf(request);
      const found = await environments.list(actor, request.query.status);
      const { workspaceName } = namesOf(actor.place);
      const labels = await environmentLabels.listAll(actor);
      const toEntry = (environment: ComputeEnvironment) =>
        toListEntry(environment, { labels: labels.get(environment.id) ?? [], workspaceName });
      return { computeEnvs: found.map(toEntry) };
    },
  );

  app.get(
    "/api/compute-envs/validate",
    { schema: { summary: "Whether a name is valid and free", querystring: NameQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await environments.checkName(actorOf(request), request.query.name);
      return reply.code(204).send(null);
    },
  );

  app.get(
    "/api/compute-envs/:computeEnvId",
    {
      schema: {
        summary: "Describe a compute environment",
        params: IdParams,
        querystring: DescribeQuery,
        response: { 200: DescribeComputeEnvResponse },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      const environment = await environments.describe(actor, toComputeEnvId(request.params.computeEnvId));
      const labels = await environmentLabels.listOf(environment.id);
      return { computeEnv: toComputeEnv(environment, { labels, organizationId: actor.place.organizationId }) };
    },
  );
}

function registerWriting(app: HttpApp, { environments }: ComputeEnvRouteParts): void {
  app.post(
    "/api/compute-envs",
    {
      schema: {
        summary: "Add a compute environment",
        querystring: WorkspaceQuery,
        body: CreateComputeEnvRequest,
        response: { 200: CreateComputeEnvResponse },
      },
    },
    async (request) => {
      const actor = actorOf(request);
      refuseOtherWorkspace(actor, { field: "computeEnv.workspaceId", workspaceId: request.body.computeEnv.workspaceId });
      const { computeEnv, ...more } = toNamedMembers(CreateComputeEnvRequest, request.body);
      const named = toNamedMembers(CreateComputeEnvRequest.properties.computeEnv, computeEnv);
      return { computeEnvId: await environments.create(actor, { ...named, ...more }) };
    },
  );

  app.delete(
    "/api/compute-envs/:computeEnvId",
    {
      schema: { summary: "Delete a compute environment", params: IdParams, querystring: DeleteQuery, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const isForced = request.query.force === true;
      await environments.remove(actorOf(request), toComputeEnvId(request.params.computeEnvId), { isForced });
      return reply.code(204).send(null);
    },
  );

  app.post(
    "/api/compute-envs/:computeEnvId/primary",
    { schema: { summary: "Make it the primary one", params: IdParams, querystring: WorkspaceQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await environments.makePrimary(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return reply.code(204).send(null);
    },
  );
}

function registerChecks(app: HttpApp, { environments, checks }: ComputeEnvRouteParts): void {
  app.get(
    "/api/postern/v1/compute-envs/:computeEnvId/check",
    {
      schema: {
        summary: "The last check, step by step",
        params: IdParams,
        querystring: WorkspaceQuery,
        response: { 200: EnvironmentCheckResponse },
      },
    },
    async (request) => toCheckResponse(await environments.get(actorOf(request), toComputeEnvId(request.params.computeEnvId))),
  );

  app.post(
    "/api/postern/v1/compute-envs/:computeEnvId/check",
    { schema: { summary: "Check again", params: IdParams, querystring: WorkspaceQuery, response: { 202: EnvironmentCheckResponse } } },
    async (request, reply) => {
      const environment = await checks.restart(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return reply.code(202).send(toCheckResponse(environment));
    },
  );

  app.delete(
    "/api/postern/v1/compute-envs/:computeEnvId/check",
    { schema: { summary: "Stop the check that runs", params: IdParams, querystring: WorkspaceQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await checks.stop(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return reply.code(204).send(null);
    },
  );
}

function registerLabels(app: HttpApp, { environmentLabels }: ComputeEnvRouteParts): void {
  app.put(
    "/api/postern/v1/compute-envs/:computeEnvId/labels",
    {
      schema: {
        summary: "Change the labels of a compute environment",
        params: IdParams,
        querystring: WorkspaceQuery,
        body: UpdateEnvironmentLabelsRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await environmentLabels.replace(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body);
      return reply.code(204).send(null);
    },
  );
}
