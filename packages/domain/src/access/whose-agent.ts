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

/** An agent that might act. */
export interface AgentCandidate {
  readonly ownerId: UserId;
  /** Whether its owner belongs, now, to the place where the credential and the environment live. */
  readonly belongs: boolean;
  /** The workspaces that its token is bound to; null: to none. */
  readonly boundTo: readonly number[] | null;
}

/**
 * Whether an agent may act there. INVARIANT: a connection ID is no secret, so a stranger can offer an agent under it. What decides is
 * whose agent it is: one that left a workspace, or whose token is meant for other places, does nothing there any more.
 */
export function mayAgentAct(question: AgentQuestion & { readonly workspaceId: number | null }, agent: AgentCandidate): boolean {
  if (agent.ownerId !== ownerOfAgent(question) || !agent.belongs) return false;
  return agent.boundTo === null || (question.workspaceId !== null && agent.boundTo.includes(question.workspaceId));
}
