import { DescribeTaskResponse, ListTasksResponse, WorkspaceQuery } from "@postern/contracts";
import { toRunId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { RunReader } from "./run-reader.ts";

const RunParams = Type.Object({ workflowId: Type.String({ maxLength: 64 }) });
const TaskParams = Type.Object({ workflowId: Type.String({ maxLength: 64 }), taskId: Type.Integer({ minimum: 0 }) });
const ListQuery = Type.Object({
  ...WorkspaceQuery.properties,
  max: Type.Integer({ minimum: 1, maximum: 100, default: 25 }),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 }),
  search: Type.String({ maxLength: 1000, default: "" }),
  sortBy: Type.String({ maxLength: 40, default: "taskId" }),
  sortDir: Type.String({ pattern: "^([aA][sS][cC]|[dD][eE][sS][cC])?$", default: "asc" }),
});

export function registerTaskRoutes(app: HttpApp, reader: RunReader): void {
  app.get(
    "/api/workflow/:workflowId/tasks",
    { schema: { summary: "List the tasks of a run", params: RunParams, querystring: ListQuery, response: { 200: ListTasksResponse } } },
    (request) => {
      const { workspaceId: _place, sortDir, ...query } = request.query;
      const direction = sortDir.toLowerCase() === "desc" ? "desc" : "asc";
      return reader.listTasks(actorOf(request), toRunId(request.params.workflowId), { ...query, sortDir: direction });
    },
  );

  app.get(
    "/api/workflow/:workflowId/task/:taskId",
    { schema: { summary: "Describe a task", params: TaskParams, querystring: WorkspaceQuery, response: { 200: DescribeTaskResponse } } },
    async (request) => {
      const { workflowId, taskId } = request.params;
      return { task: await reader.getTask(actorOf(request), toRunId(workflowId), taskId) };
    },
  );
}
