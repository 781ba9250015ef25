import { Type } from "typebox";
import type { Static } from "typebox";
import { nullable, oneOf } from "../schema.ts";
import { runStatuses } from "@postern/domain";
import { computeEnvStatuses } from "../platform/compute-envs.ts";

/**
 * `GET /api/postern/v1/events` is a server-sent event stream. Each `data:` line is one `LiveEvent`; `event:` is not used.
 * An event is a hint to look again: it holds ids and states, never content. The first is always `hello`; a comment line
 * comes every 20 s, so silence for 60 s means that the connection is dead.
 */
export const LiveEvent = Type.Union([
  Type.Object({ type: Type.Literal("hello"), serverVersion: Type.String() }),
  Type.Object({ type: Type.Literal("run"), runId: Type.String(), workspaceId: nullable(Type.Integer()), status: oneOf(runStatuses) }),
  Type.Object({ type: Type.Literal("run-log"), runId: Type.String(), workspaceId: nullable(Type.Integer()) }),
  Type.Object({
    type: Type.Literal("compute-env"),
    computeEnvId: Type.String(),
    workspaceId: nullable(Type.Integer()),
    status: oneOf(computeEnvStatuses),
  }),
  Type.Object({ type: Type.Literal("credentials"), workspaceId: nullable(Type.Integer()) }),
  Type.Object({ type: Type.Literal("agent"), agentId: Type.String(), connectionId: Type.String(), isOnline: Type.Boolean() }),
]);
export type LiveEvent = Static<typeof LiveEvent>;
