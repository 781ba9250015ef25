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
  /** How far a version of Nextflow is copied that somebody wants kept. */
  Type.Object({
    type: Type.Literal("nextflow-copy"),
    computeEnvId: Type.String(),
    workspaceId: nullable(Type.Integer()),
    version: Type.String(),
    copiedBytes: Type.Integer(),
    sizeBytes: Type.Integer(),
  }),
  Type.Object({ type: Type.Literal("credentials"), workspaceId: nullable(Type.Integer()) }),
  /** The labels of a place, or what has them. */
  Type.Object({ type: Type.Literal("labels"), workspaceId: nullable(Type.Integer()) }),
  Type.Object({ type: Type.Literal("agent"), agentId: Type.String(), connectionId: Type.String(), isOnline: Type.Boolean() }),
  /** An agent that showed a token of the reader was turned away: the token has ended, or is of a kind that starts no agent. */
  Type.Object({ type: Type.Literal("agent-refused"), why: oneOf(["token_ended", "token_kind"]) }),
  /** What the reader may do has changed: a membership, a role, the settings of a workspace. Ask again for everything. */
  Type.Object({ type: Type.Literal("access") }),
  /** An organization, or its members, teams, roles or list of workspaces. */
  Type.Object({ type: Type.Literal("organization"), orgId: Type.Integer() }),
  /** A workspace, its participants or its settings. */
  Type.Object({ type: Type.Literal("workspace"), orgId: Type.Integer(), workspaceId: Type.Integer() }),
  /** The reader's own tokens, and own sessions and profile. */
  Type.Object({ type: Type.Literal("tokens") }),
  Type.Object({ type: Type.Literal("profile") }),
  /** For administrators: the accounts of the server. */
  Type.Object({ type: Type.Literal("accounts") }),
  /** For administrators: the master keys, or how far a rotation is. */
  Type.Object({ type: Type.Literal("keys") }),
  /** For those who may read it: the audit trail has grown. At most one in a few seconds. */
  Type.Object({ type: Type.Literal("audit"), orgId: nullable(Type.Integer()), workspaceId: nullable(Type.Integer()) }),
]);
export type LiveEvent = Static<typeof LiveEvent>;
