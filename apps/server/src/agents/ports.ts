import type { IncomingMessage } from "node:http";

import type { Operation, ValueOf } from "@postern/agent-protocol";
import type { AgentId, ConnectionId, TimeMs, TokenId, UserId, WorkspaceId } from "@postern/domain";
import type { FileStreams, RequestLimits } from "@postern/transport/agent";

/** Whose token an agent showed. */
export interface AgentIdentity {
  readonly userId: UserId;
  readonly tokenId: TokenId;
  /** The only workspaces that the token is good for; null when it is not bound to any. */
  readonly boundTo: readonly WorkspaceId[] | null;
}

/** An agent that was let in. */
export interface AdmittedAgent extends AgentIdentity {
  /**
   * Asked at every heartbeat: a token can end, and its person be disabled, without anybody here being told. False ends the
   * connection; a rejection says nothing about the token, and leaves it open.
   */
  isStillAllowed(): Promise<boolean>;
}

/**
 * Checks the `Authorization` of an upgrade request. Runs before a single frame is read.
 *
 * `undefined`: no good token, answered with 401. An `AppError` becomes the status of its kind, so a storage that
 * is away is a 503 and never a 401. May run many times at once.
 */
export type AuthenticateAgent = (request: IncomingMessage) => Promise<AdmittedAgent | undefined>;

/** From where a request for a socket comes. Never throws; `unknown` when the socket is gone. */
export type AddressOf = (request: IncomingMessage) => string;

/** `v2`: speaks our protocol; `legacy`: the incumbent's. */
export type AgentKind = "v2" | "legacy";

/** An agent that said hello; what is worth keeping of it. */
export interface AgentArrival extends AgentIdentity {
  readonly kind: AgentKind;
  readonly connectionId: ConnectionId;
  readonly instanceId: string;
  readonly userName: string;
  readonly hostName: string;
  readonly workDir: string;
  readonly agentVersion: string;
  readonly remoteAddress: string;
  readonly at: TimeMs;
}

/** The lasting memory of agents. One row for each user and connection ID. */
export interface AgentRecords {
  /**
   * Makes or renews the row, marks it connected, and gives it the next fence.
   * INVARIANT: the fence is greater than every earlier one of this user and connection ID, restarts of the server included.
   * May run twice at once for the same agent: each call gets its own fence.
   *
   * @throws agent.revoked when its owner wants it no more: it is turned away for good.
   * @throws agent.too_many when its person has so many that are in use that there is no room for another connection ID.
   * @throws storage.unavailable and the like: the agent is turned away and tries again.
   */
  connect(arrival: AgentArrival): Promise<{ readonly id: AgentId; readonly fence: number }>;

  /** Notes a sign of life. Losing one is harmless. */
  touch(id: AgentId, at: TimeMs): Promise<void>;

  /** Marks the row disconnected, unless a newer connection has raised the fence since. May be repeated. */
  disconnect(id: AgentId, fence: number, departure: AgentDeparture): Promise<void>;
}

export interface AgentDeparture {
  readonly at: TimeMs;
  /** A sentence part in lower case, for whoever asks why it was away; null when nobody knows. */
  readonly reason: string | null;
}

/** Payload of the bus subject `agent.changed`: a hint to look into the registry again. */
export interface AgentChanged {
  readonly userId: UserId;
  readonly connectionId: ConnectionId;
  readonly agentId: AgentId;
  readonly fence: number;
  readonly state: "online" | "offline";
}

export const agentChangedSubject = "agent.changed";

/** A live agent as others see it. */
export interface LiveAgent extends Omit<AgentArrival, "at"> {
  readonly id: AgentId;
  readonly fence: number;
  /** What its policy lets it start; null: anything. */
  readonly programs: readonly string[] | null;
  readonly connectedAt: TimeMs;
  readonly lastSeenAt: TimeMs;
  /** Median of the last answers to heartbeats, in ms; null before the first. */
  readonly latencyMs: number | null;
}

/** One agent on one socket, whichever protocol it speaks. The registry knows no more of it. */
export interface ServingConnection {
  readonly agent: LiveAgent;
  /** Median latencies of the last minutes in ms, oldest first; empty where the protocol measures none. */
  readonly latencies: readonly number[];
  /** Errors: see `AgentLink`. Settles exactly once, whatever happens to the socket. */
  request<Asked extends Operation>(operation: Asked, limits: RequestLimits): Promise<ValueOf<Asked["kind"]>>;
  /** Of an agent that has them; without, files go in pages. */
  readonly streams?: FileStreams | undefined;
  /** For good: nobody is served by it afterwards. May be called again. */
  end(why: ConnectionEnd, reason: string): void;
}

/** Why a server ends a connection; each protocol has its own code for it. */
export type ConnectionEnd = "going-away" | "replaced" | "token-invalid" | "revoked";
