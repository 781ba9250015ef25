import { NoContent, SubmitWorkflowLaunchRequest, SubmitWorkflowLaunchResponse, WorkspaceQuery } from "@postern/contracts";
import { toRunId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { LaunchService } from "./service.ts";

/** `anyway`: whatever the look at the cluster says before. */
const LaunchQuery = Type.Intersect([
  WorkspaceQuery,
  Type.Object({ sourceWorkspaceId: Type.Optional(Type.Integer()), anyway: Type.Optional(Type.Boolean()) }),
]);
const CancelQuery = Type.Intersect([WorkspaceQuery, Type.Object({ force: Type.Optional(Type.Boolean()) })]);
const RunParams = Type.Object({ workflowId: Type.String({ maxLength: 64 }) });

export function registerLaunchRoutes(app: HttpApp, launches: LaunchService): void {
  app.post(
    "/api/workflow/launch",
    {
      schema: {
        summary: "Launch a pipeline",
        querystring: LaunchQuery,
        body: SubmitWorkflowLaunchRequest,
        response: { 200: SubmitWorkflowLaunchResponse },
      },
    },
    async (request) => {
      const anyway = request.query.anyway === true;
      return { workflowId: await launches.launch(actorOf(request), request.body.launch, { anyway }) };
    },
  );

  app.post(
    "/api/workflow/:workflowId/cancel",
    { schema: { summary: "Cancel a run", params: RunParams, querystring: CancelQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await launches.cancel(actorOf(request), toRunId(request.params.workflowId));
      return reply.code(204).send(null);
    },
  );
}
