import {
  TraceBeginRequest,
  TraceCompleteRequest,
  TraceCreateRequest,
  TraceCreateResponse,
  TraceHeartbeatRequest,
  TraceProgressRequest,
  TraceQuery,
  TraceResponse,
} from "@postern/contracts";
import { AppError, isAppError } from "@postern/domain";
import { toStorageError } from "@postern/database";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Type } from "typebox";
import { callerOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { ReportedRun, TelemetryService } from "./service.ts";

/** Bytes. A full batch of tasks with long scripts and environments has a few MB, and a refusal would end the run. */
const bodyLimit = 32 * 1024 * 1024;

const common = { config: { repairsText: true }, bodyLimit };
const params = Type.Object({ workflowId: Type.String() });
const response = { 200: TraceResponse };

/** The five calls of Nextflow. */
export function registerTelemetryRoutes(app: HttpApp, telemetry: TelemetryService): void {
  app.post(
    "/api/trace/create",
    {
      ...common,
      schema: { summary: "A run starts", querystring: TraceQuery, body: TraceCreateRequest, response: { 200: TraceCreateResponse } },
    },
    (request) => telemetry.create(callerOf(request), request.body, request.query.workspaceId),
  );
  app.put(
    "/api/trace/:workflowId/begin",
    { ...common, schema: { summary: "A run is about to start its processes", params, body: TraceBeginRequest, response } },
    (request) => telemetry.begin(reportedBy(request), request.body),
  );
  app.put(
    "/api/trace/:workflowId/progress",
    {
      ...common,
      schema: { summary: "Tasks changed", params, body: TraceProgressRequest, response },
      errorHandler: recoverWith(answerUnreadable(telemetry)),
    },
    (request) => telemetry.progress(reportedBy(request), request.body),
  );
  app.put(
    "/api/trace/:workflowId/heartbeat",
    {
      ...common,
      schema: { summary: "A run is alive", params, body: TraceHeartbeatRequest, response },
      errorHandler: recoverWith(answerAnyHeartbeat(telemetry)),
    },
    (request) => telemetry.heartbeat(reportedBy(request), request.body),
  );
  app.put(
    "/api/trace/:workflowId/complete",
    { ...common, schema: { summary: "A run ended", params, body: TraceCompleteRequest, response } },
    (request) => telemetry.complete(reportedBy(request), request.body),
  );
  registerNullRun(app);
}

// Nextflow 25.04 goes on after a failed create, under the id "null". The answer comes before its token is looked up or its body read.
function registerNullRun(app: HttpApp): void {
  const refuse = () => {
    throw new AppError("run.not_found", "There is no run null: its create call failed.");
  };
  app.put(
    "/api/trace/null/:call",
    { schema: { summary: "A run whose create failed", params: Type.Object({ call: Type.String() }) }, onRequest: refuse },
    refuse,
  );
}

function reportedBy(request: FastifyRequest): ReportedRun {
  const { workflowId } = request.params as { workflowId: string };
  return { caller: callerOf(request), workflowId };
}

type Recover = (error: unknown, request: FastifyRequest) => Promise<TraceResponse>;

function recoverWith(recover: Recover) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    void sendRecovered(recover(error, request), reply);
  };
}

// Fastify gives an error that is sent from an error handler to the handler of the whole server.
async function sendRecovered(recovered: Promise<TraceResponse>, reply: FastifyReply): Promise<void> {
  const answer = await recovered.catch((failure: unknown) => failure);
  if (answer instanceof Error) reply.send(answer);
  else reply.code(200).send(answer);
}

// The JSON writer of some clients stumbles over a value and sends half a member. A 400 would end a run that is all right.
function answerUnreadable(telemetry: TelemetryService): Recover {
  return async (error, request) => {
    if (!isAppError(error, "request.invalid") || request.caller === undefined) throw error;
    return telemetry.noteUnreadable(reportedBy(request));
  };
}

// A heartbeat brings nothing that the next call does not bring again, but a 24.10 client that is answered 5xx stops sending for 91 s.
function answerAnyHeartbeat(telemetry: TelemetryService): Recover {
  const unreadable = answerUnreadable(telemetry);
  return async (error, request) => {
    if (toStorageError(error) === undefined) return unreadable(error, request);
    const { workflowId } = request.params as { workflowId: string };
    return { workflowId, watchUrl: "", status: "KO" };
  };
}
