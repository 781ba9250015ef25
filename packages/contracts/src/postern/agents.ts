import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, nullable } from "../schema.ts";

/** An agent as its own user, or a member who may use it, sees it. */
export const Agent = Type.Object({
  id: Type.String(),
  connectionId: Type.String(),
  isOnline: Type.Boolean(),
  /** No credential that its user may see holds its connection ID yet. */
  isUnclaimed: Type.Boolean(),
  /** False for the shared agent of somebody else, which serves the workspace. */
  isOwn: Type.Boolean(),
  /** Who started it, by their user name in Postern. */
  startedBy: Type.String(),
  /** The account on the cluster, not the user of Postern. */
  userName: Type.String(),
  hostName: Type.String(),
  workDir: Type.String(),
  version: Type.String(),
  connectedAt: dateTime(),
  lastSeenAt: dateTime(),
  disconnectedAt: nullable(dateTime()),
  /** A sentence, when the token that an own agent serves with ends soon. */
  tokenWarning: nullable(Type.String()),
});
export type Agent = Static<typeof Agent>;

/**
 * `GET /api/postern/v1/agents[?connectionId=][&workspaceId=]`, live ones first. Without a workspace: the caller's own. In a workspace: those
 * that serve it, which are the caller's own under the connection IDs of its credentials, and the shared ones that the caller may
 * use; and the caller's own that no credential holds yet.
 */
export const ListAgentsResponse = Type.Object({ agents: Type.Array(Agent) });
export type ListAgentsResponse = Static<typeof ListAgentsResponse>;

/** `GET /api/postern/v1/agent-downloads`: what can be fetched from `/download/agent/{target}`. */
export const AgentDownloadsResponse = Type.Object({
  downloads: Type.Array(Type.Object({ target: Type.String(), sizeBytes: Type.Integer(), sha256: Type.String() })),
});
export type AgentDownloadsResponse = Static<typeof AgentDownloadsResponse>;

/** `GET /api/postern/v1/credentials/agent-script?…`: the script of the usage box, without a token in it. */
export const AgentScriptQuery = Type.Object({
  connectionId: Type.String({ minLength: 1, maxLength: 128, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }),
  form: Type.Union([Type.Literal("plain"), Type.Literal("slurm"), Type.Literal("pbs")]),
  /** One line: it becomes a word of a shell script. */
  workDir: Type.Optional(Type.String({ maxLength: 1024, pattern: "^[^\\u0000-\\u001f\\u007f]*$" })),
});
export const AgentScriptResponse = Type.Object({ script: Type.String(), form: Type.String() });
