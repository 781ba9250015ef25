import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, oneOf, text, WorkspaceQuery } from "../schema.ts";

/** `v2`: Postern's own; `legacy`: a `tw-agent` of the incumbent. */
const agentKind = Type.Union([Type.Literal("v2"), Type.Literal("legacy")]);

/** Something that an agent opens: a credential names its connection ID, an environment names that credential. */
export const ServedThing = Type.Object({
  kind: Type.Union([Type.Literal("credential"), Type.Literal("environment")]),
  id: Type.String(),
  name: Type.String(),
  workspaceId: nullable(int64()),
  workspaceName: nullable(Type.String()),
});
export type ServedThing = Static<typeof ServedThing>;

/** An agent as its own user, or a member who may use it, sees it. */
export const Agent = Type.Object({
  id: Type.String(),
  /** What its owner calls it; null: by its connection ID. */
  name: nullable(Type.String()),
  connectionId: Type.String(),
  kind: agentKind,
  /** `revoked`: whatever dials in under its name is refused until its owner allows it again. */
  state: Type.Union([Type.Literal("online"), Type.Literal("offline"), Type.Literal("revoked")]),
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
  /** Median of the last answers to heartbeats in ms; null while offline, and before the first answer. */
  latencyMs: nullable(Type.Number()),
  /** A sentence, when the token that an own agent serves with ends soon. */
  tokenWarning: nullable(Type.String()),
  /** What its connection ID opens and the caller may see, for the list. A server that does not say leaves it out. */
  serves: Type.Optional(Type.Array(ServedThing)),
  /** Median latencies of the last minutes, oldest first, for a small picture in the list. */
  latencies: Type.Optional(Type.Array(Type.Number())),
});
export type Agent = Static<typeof Agent>;

/** `search` looks into name, connection ID and host. */
export const ListAgentsQuery = Type.Object({
  ...WorkspaceQuery.properties,
  connectionId: Type.Optional(text(128)),
  search: Type.Optional(text(255)),
  state: Type.Optional(oneOf(["online", "offline", "revoked"])),
});
export type ListAgentsQuery = Static<typeof ListAgentsQuery>;

/**
 * `GET /api/postern/v1/agents[?connectionId=][&search=][&state=][&workspaceId=]`, live ones first. Without a workspace: the caller's own. In a
 * workspace: those that serve it, which are the caller's own under the connection IDs of its credentials, and the shared ones that the
 * caller may use; and the caller's own that no credential holds yet.
 */
export const ListAgentsResponse = Type.Object({ agents: Type.Array(Agent) });
export type ListAgentsResponse = Static<typeof ListAgentsResponse>;

export const AgentEvent = Type.Object({
  id: int64(),
  at: dateTime(),
  kind: Type.Union([
    Type.Literal("connected"),
    Type.Literal("disconnected"),
    Type.Literal("replaced"),
    Type.Literal("refused"),
    Type.Literal("revoked"),
    Type.Literal("allowed"),
    Type.Literal("renamed"),
    Type.Literal("claimed"),
  ]),
  /** A sentence part in lower case, such as `heartbeats unanswered`. */
  reason: nullable(Type.String()),
  hostName: nullable(Type.String()),
  userName: nullable(Type.String()),
  version: nullable(Type.String()),
  remoteAddress: nullable(Type.String()),
  /** How long the connection lasted that ended. */
  lastedMs: nullable(int64()),
  /** The connection that it tells of, or the newest one then, counted from 1. A number that is missing was not listed; null: unknown. */
  connection: nullable(int64()),
});
export type AgentEvent = Static<typeof AgentEvent>;

/** Something that the server asked an agent to do. Kept in memory only, without what was written or answered. */
export const AgentCommand = Type.Object({
  at: dateTime(),
  /** Such as `run` or `read`. */
  kind: Type.String(),
  /** The words of a command, or the path; shortened. */
  what: Type.String(),
  /** Null while it runs. */
  tookMs: nullable(Type.Number()),
  /** `ok`, an exit code such as `exit 1`, or the code of an error; null while it runs. */
  outcome: nullable(Type.String()),
});
export type AgentCommand = Static<typeof AgentCommand>;

export const AgentParams = Type.Object({ agentId: text(32, 1) });

/** `GET /api/postern/v1/agents/{agentId}[?workspaceId=]`. Commands are shown to its owner only: to others the list is empty. */
export const DescribeAgentResponse = Type.Object({
  agent: Agent,
  serves: Type.Array(ServedThing),
  /** The programs that its policy lets it start; null when it starts anything, as legacy agents do, and while it is away. */
  programs: nullable(Type.Array(Type.String())),
  /** Median latencies of the last minutes, oldest first, for a small picture. */
  latencies: Type.Array(Type.Number()),
  commands: Type.Array(AgentCommand),
});
export type DescribeAgentResponse = Static<typeof DescribeAgentResponse>;

/**
 * `GET /api/postern/v1/agents/{agentId}/events[?before=][&max=][&workspaceId=]`, newest first; `before` is the id of the last one seen.
 * From which address it came is for its owner.
 */
export const AgentEventsQuery = Type.Object({
  ...WorkspaceQuery.properties,
  before: Type.Optional(numericId()),
  max: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});
export const AgentEventsResponse = Type.Object({ events: Type.Array(AgentEvent), hasMore: Type.Boolean() });
export type AgentEventsResponse = Static<typeof AgentEventsResponse>;

/** `PUT /api/postern/v1/agents/{agentId}`: renames it; null gives it its connection ID as name again. */
export const RenameAgentRequest = Type.Object({
  name: nullable(Type.String({ minLength: 1, maxLength: 100, pattern: "^[^\\u0000-\\u001f\\u007f\\ud800-\\udfff]*$" })),
});

/**
 * `POST …/{agentId}/revoke` ends its connection and refuses it afterwards; `POST …/{agentId}/allow` takes that back. `DELETE …/{agentId}`
 * forgets one that is offline. Each is for its owner, and for administrators of the server. All answer 204.
 */

/** `GET /api/postern/v1/agent-downloads`: what can be fetched from `/download/agent/{target}`. */
export const AgentDownloadsResponse = Type.Object({
  downloads: Type.Array(
    /** `version` is that of the server, or `unknown`. */
    Type.Object({ target: Type.String(), sizeBytes: Type.Integer(), sha256: Type.String(), version: Type.String() }),
  ),
  /** What this server does not have, and why in a sentence. */
  missing: Type.Array(Type.Object({ target: Type.String(), reason: Type.String() })),
});
export type AgentDownloadsResponse = Static<typeof AgentDownloadsResponse>;

/** `GET /api/postern/v1/credentials/agent-script?…`: the script of the usage box, without a token in it. */
export const AgentScriptQuery = Type.Object({
  connectionId: Type.String({ minLength: 1, maxLength: 128, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }),
  /** `plain` runs it in the shell; the others hand it to the queue of that scheduler. */
  form: oneOf(["plain", "slurm", "pbs", "lsf", "sge", "moab"]),
  /** `postern-agent` when it is left out. */
  program: Type.Optional(oneOf(["postern-agent", "tw-agent"])),
  /** One line: it becomes a word of a shell script. */
  workDir: Type.Optional(Type.String({ maxLength: 1024, pattern: "^[^\\u0000-\\u001f\\u007f]*$" })),
});
export const AgentScriptResponse = Type.Object({ script: Type.String(), form: Type.String() });
