import { EditComputeEnvRequest, NoContent, UpdateComputeEnvRequest, ValidateComputeEnvResponse, WorkspaceQuery } from "@postern/contracts";
import { AppError, isAppError, toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { EnvironmentEditService } from "./edit-service.ts";
import type { EnvironmentStateService } from "./state-service.ts";
import { validateNow } from "./validate-now.ts";
import type { ValidateParts } from "./validate-now.ts";

export interface EditRouteParts extends ValidateParts {
  readonly environmentEdits: EnvironmentEditService;
  readonly environmentStates: EnvironmentStateService;
}

const params = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });
const scope = { params, querystring: WorkspaceQuery };
/** Each one is a whole check in any case. */
const ValidateQuery = Type.Intersect([WorkspaceQuery, Type.Object({ force: Type.Optional(Type.Boolean()) })]);

/** Environments as they are changed, taken out of use and back, and checked while the caller waits. */
export function registerEnvironmentEditRoutes(app: HttpApp, parts: EditRouteParts): void {
  registerEdits(app, parts);
  registerStates(app, parts);
  app.post(
    "/api/compute-envs/:computeEnvId/validate",
    {
      schema: {
        summary: "Check it, and wait for the verdict",
        params,
        querystring: ValidateQuery,
        response: { 200: ValidateComputeEnvResponse },
      },
    },
    async (request) => validateNow(actorOf(request), toComputeEnvId(request.params.computeEnvId), parts),
  );
}

function registerEdits(app: HttpApp, { environmentEdits: edits }: EditRouteParts): void {
  app.put(
    "/api/compute-envs/:computeEnvId",
    {
      schema: { summary: "Change name, description or credential", ...scope, body: UpdateComputeEnvRequest, response: { 204: NoContent } },
    },
    async (request, reply) => {
      const { fusionMetricsCollectionEnabled: _notOurs, ...computeEnv } = request.body;
      await edits.edit(actorOf(request), toComputeEnvId(request.params.computeEnvId), { computeEnv }).catch(flatten);
      return reply.code(204).send(null);
    },
  );

  app.put(
    "/api/postern/v1/compute-envs/:computeEnvId",
    { schema: { summary: "Change anything but the platform", ...scope, body: EditComputeEnvRequest, response: { 204: NoContent } } },
    async (request, reply) => {
      await edits.edit(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body);
      return reply.code(204).send(null);
    },
  );
}

function registerStates(app: HttpApp, { environmentStates: states }: EditRouteParts): void {
  app.post(
    "/api/compute-envs/:computeEnvId/disable",
    { schema: { summary: "Launch nothing new on it", ...scope, response: { 204: NoContent } } },
    async (request, reply) => {
      await states.disable(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return reply.code(204).send(null);
    },
  );

  app.post(
    "/api/compute-envs/:computeEnvId/enable",
    { schema: { summary: "Take it back into use", ...scope, response: { 204: NoContent } } },
    async (request, reply) => {
      await states.enable(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return reply.code(204).send(null);
    },
  );
}

/** The public request has its members at the top: an error names them so. */
function flatten(error: unknown): never {
  if (!isAppError(error)) throw error;
  const fields = error.fields.map((field) => field.replace(/^computeEnv\./, ""));
  const message = error.message.replaceAll("computeEnv.", "");
  throw new AppError(error.code, message, { fields, conflicts: error.conflicts, cause: error });
}
