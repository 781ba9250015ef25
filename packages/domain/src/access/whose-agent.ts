import type { UserId } from "../ids.ts";

/** The server is about to act on a cluster that a credential opens through an agent. */
export interface AgentQuestion {
  /** One running instance serves all who may use the credential; else everybody runs their own, under the same connection ID. */
  readonly isShared: boolean;
  /** Who made the credential: a shared instance is theirs. */
  readonly makerId: UserId;
  /** For whom the server acts. */
  readonly userId: UserId;
}

/** Whose agent it must be: of exactly one person, so that nobody's jobs land under an account which they did not mean. */
export function ownerOfAgent({ isShared, makerId, userId }: AgentQuestion): UserId {
  return isShared ? makerId : userId;
}

/** The same with the place and the name that the credential gives. */
export interface AgentWork extends AgentQuestion {
  /** Where the credential and the environment live; null: in the personal workspace of the maker. */
  readonly workspaceId: number | null;
  /** The only agents that the credential leads to. */
  readonly connectionId: string;
}

/** An agent that might act. */
export interface AgentCandidate {
  readonly ownerId: UserId;
  readonly connectionId: string;
  /** Whether its owner takes part, now, in the workspace of the work. Not asked for a personal one, which is its maker's alone. */
  readonly belongs: boolean;
  /** The workspaces that its token is bound to; null: to none. */
  readonly boundTo: readonly number[] | null;
  readonly isRevoked: boolean;
}

/** Why an agent does not act: it bears another name, is somebody else's, was revoked, its owner has left, or its token is for other places. */
export type AgentBar = "name" | "owner" | "revoked" | "left" | "token";

/**
 * What keeps an agent from acting; undefined when nothing does. The one place that decides.
 *
 * INVARIANT: a connection ID is no secret, so a stranger can offer an agent under it. What decides is whose agent it is: one that left a
 * workspace, or whose token is meant for other places, does nothing there any more. An agent that no credential names is never asked
 * about, because without a credential there is no work.
 */
export function findAgentBar(work: AgentWork, agent: AgentCandidate): AgentBar | undefined {
  if (agent.connectionId !== work.connectionId) return "name";
  if (agent.ownerId !== ownerOfAgent(work)) return "owner";
  if (agent.isRevoked) return "revoked";
  if (work.workspaceId === null) return barAtHome(work, agent);
  if (!agent.belongs) return "left";
  return agent.boundTo === null || agent.boundTo.includes(work.workspaceId) ? undefined : "token";
}

export function mayAgentAct(work: AgentWork, agent: AgentCandidate): boolean {
  return findAgentBar(work, agent) === undefined;
}

// Nobody works in the personal workspace of somebody else, and no bound token is good there.
function barAtHome({ makerId, userId }: AgentWork, { boundTo }: AgentCandidate): AgentBar | undefined {
  if (userId !== makerId) return "owner";
  return boundTo === null ? undefined : "token";
}
