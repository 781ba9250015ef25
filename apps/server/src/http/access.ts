/**
 * Who may reach which route. Every route stands here, or the server refuses to start.
 *
 * - `public`: anybody.
 * - `user`: a session or a personal access token. What the person may do with the thing itself is decided by the service.
 * - `session`: the browser only; a token must not manage sessions.
 * - `telemetry`: a personal access token, or the token of the run that is written.
 */
export type AccessRule = "public" | "user" | "session" | "telemetry";

export const accessTable: Readonly<Record<string, AccessRule>> = {
  "GET /healthz": "public",
  "GET /readyz": "public",
  "GET /openapi.json": "public",
  "GET /*": "public",
  "GET /download/agent/:file": "public",

  "GET /api/service-info": "public",
  "GET /api/user-info": "user",
  "GET /api/user": "user",
  "GET /api/user/:userId/workspaces": "user",

  "GET /api/tokens": "user",
  "POST /api/tokens": "user",
  "DELETE /api/tokens/:tokenId": "user",

  "GET /api/credentials": "user",
  "POST /api/credentials": "user",
  "GET /api/credentials/validate": "user",
  "GET /api/credentials/:credentialsId": "user",
  "DELETE /api/credentials/:credentialsId": "user",

  "GET /api/compute-envs": "user",
  "POST /api/compute-envs": "user",
  "GET /api/compute-envs/validate": "user",
  "GET /api/compute-envs/:computeEnvId": "user",
  "DELETE /api/compute-envs/:computeEnvId": "user",
  "POST /api/compute-envs/:computeEnvId/primary": "user",

  "POST /api/workflow/launch": "user",
  "GET /api/workflow": "user",
  "GET /api/workflow/:workflowId": "user",
  "DELETE /api/workflow/:workflowId": "user",
  "POST /api/workflow/:workflowId/cancel": "user",
  "GET /api/workflow/:workflowId/launch": "user",
  "GET /api/workflow/:workflowId/progress": "user",
  "GET /api/workflow/:workflowId/metrics": "user",
  "GET /api/workflow/:workflowId/tasks": "user",
  "GET /api/workflow/:workflowId/task/:taskId": "user",
  "GET /api/workflow/:workflowId/log": "user",
  "GET /api/workflow/:workflowId/download": "user",

  "POST /api/trace/create": "telemetry",
  "PUT /api/trace/:workflowId/begin": "telemetry",
  "PUT /api/trace/:workflowId/progress": "telemetry",
  "PUT /api/trace/:workflowId/heartbeat": "telemetry",
  "PUT /api/trace/:workflowId/complete": "telemetry",
  // Answers 404 before anything is looked up.
  "PUT /api/trace/null/:call": "public",

  "GET /api/postern/v1/session": "session",
  "POST /api/postern/v1/session": "public",
  "DELETE /api/postern/v1/session": "session",
  "GET /api/postern/v1/setup/:link": "public",
  "POST /api/postern/v1/setup/:link": "public",
  "GET /api/postern/v1/agents": "user",
  "GET /api/postern/v1/agent-downloads": "user",
  "GET /api/postern/v1/credentials/agent-script": "user",
  "GET /api/postern/v1/compute-envs/:computeEnvId/check": "user",
  "POST /api/postern/v1/compute-envs/:computeEnvId/check": "user",
  "GET /api/postern/v1/events": "user",
};
