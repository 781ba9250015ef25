import {
  DescribeWorkflowLaunchResponse,
  DescribeWorkflowResponse,
  GetProgressResponse,
  ListWorkflowsResponse,
  NoContent,
  WorkflowLogResponse,
  WorkflowMetricsResponse,
  WorkspaceQuery,
} from "@postern/contracts";
import { toRunId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { RunReader } from "./run-reader.ts";
import type { RunService } from "./service.ts";
import { registerTaskRoutes } from "./task-routes.ts";

export interface RunRouteParts {
  readonly runs: RunService;
  readonly reader: RunReader;
}

/** Repeated, or joined by commas. What can be asked for is always in the answer, so the value is not looked at. */
const Attributes = Type.Optional(Type.Array(Type.String()));
const RunParams = Type.Object({ workflowId: Type.String({ maxLength: 64 }) });
const RunQuery = Type.Object({ ...WorkspaceQuery.properties, attributes: Attributes });
const ListQuery = Type.Object({
  ...RunQuery.properties,
  max: Type.Integer({ minimum: 1, maximum: 100, default: 25 }),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 }),
  search: Type.String({ maxLength: 1000, default: "" }),
  includeTotalSize: Type.Optional(Type.Boolean()),
});
const LogQuery = Type.Object({
  ...WorkspaceQuery.properties,
  next: Type.Optional(Type.String()),
  maxLength: Type.Optional(Type.Integer()),
});
const DownloadQuery = Type.Object({ ...WorkspaceQuery.properties, fileName: Type.String({ minLength: 1, maxLength: 255 }) });
const DeleteQuery = Type.Object({ ...WorkspaceQuery.properties, force: Type.Optional(Type.Boolean()) });

/** Everything under `/api/workflow` that shows runs, and the deletion of one. */
export function registerRunRoutes(app: HttpApp, parts: RunRouteParts): void {
  registerRunList(app, parts);
  registerRunDetails(app, parts.reader);
  registerRunFiles(app, parts.reader);
  registerTaskRoutes(app, parts.reader);
}

function registerRunList(app: HttpApp, { runs, reader }: RunRouteParts): void {
  app.get(
    "/api/workflow",
    { schema: { summary: "List runs", querystring: ListQuery, response: { 200: ListWorkflowsResponse } } },
    (request) => {
      const { max, offset, search } = request.query;
      return reader.list(actorOf(request), { max, offset, search });
    },
  );

  app.delete(
    "/api/workflow/:workflowId",
    { schema: { summary: "Delete a run", params: RunParams, querystring: DeleteQuery, response: { 204: NoContent } } },
    async (request, reply) => {
      await runs.deleteRun(actorOf(request), toRunId(request.params.workflowId));
      return reply.code(204).send(null);
    },
  );
}

function registerRunDetails(app: HttpApp, reader: RunReader): void {
  const schema = { params: RunParams, querystring: RunQuery };

  app.get(
    "/api/workflow/:workflowId",
    { schema: { ...schema, summary: "Describe a run", response: { 200: DescribeWorkflowResponse } } },
    (request) => {
      return reader.describe(actorOf(request), toRunId(request.params.workflowId));
    },
  );
  app.get(
    "/api/workflow/:workflowId/progress",
    { schema: { ...schema, summary: "Show how far a run is", response: { 200: GetProgressResponse } } },
    async (request) => {
      return { progress: await reader.progress(actorOf(request), toRunId(request.params.workflowId)) };
    },
  );
  app.get(
    "/api/workflow/:workflowId/metrics",
    { schema: { ...schema, summary: "Show what the processes of a run used", response: { 200: WorkflowMetricsResponse } } },
    async (request) => {
      return { metrics: await reader.metrics(actorOf(request), toRunId(request.params.workflowId)) };
    },
  );
  app.get(
    "/api/workflow/:workflowId/launch",
    { schema: { ...schema, summary: "Show how a run was launched", response: { 200: DescribeWorkflowLaunchResponse } } },
    async (request) => {
      return { launch: await reader.launch(actorOf(request), toRunId(request.params.workflowId)) };
    },
  );
}

function registerRunFiles(app: HttpApp, reader: RunReader): void {
  app.get(
    "/api/workflow/:workflowId/log",
    { schema: { summary: "Show the console output", params: RunParams, querystring: LogQuery, response: { 200: WorkflowLogResponse } } },
    async (request) => {
      return { log: await reader.log(actorOf(request), toRunId(request.params.workflowId)) };
    },
  );
  app.get(
    "/api/workflow/:workflowId/download",
    { schema: { summary: "Download a file of a run", params: RunParams, querystring: DownloadQuery } },
    async (request, reply) => {
      const { bytes, fileName } = await reader.download(actorOf(request), toRunId(request.params.workflowId), request.query.fileName);
      return reply
        .type("text/plain; charset=utf-8")
        .header("content-disposition", `attachment; filename="${fileName}"`)
        .send(Buffer.from(bytes));
    },
  );
}
