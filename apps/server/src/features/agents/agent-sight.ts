import type { ServedThing } from "@postern/contracts";
import { AppError, mayAgentAct, toUserId } from "@postern/domain";
import type { CredentialId, Permission, PermissionSet, WorkspaceId } from "@postern/domain";
import { isAdministering } from "../../http/caller.ts";
import type { Caller } from "../../http/caller.ts";
import type { AccessService } from "../access/service.ts";
import type { NamedEnvironment } from "../compute-envs/environments-of-credential.ts";
import type { NamingCredential } from "../credentials/naming-credentials.ts";
import type { UseLimitService } from "../use-limits/service.ts";
import type { StoredAgent } from "./store.ts";

export interface AgentSightParts {
  /** All credentials that name one of these, wherever they are. */
  readonly listNaming: (connectionIds: readonly string[]) => Promise<readonly NamingCredential[]>;
  readonly listEnvironments: (credentialIds: readonly CredentialId[]) => Promise<readonly NamedEnvironment[]>;
  readonly places: Pick<AccessService, "findNames" | "findRights" | "takesPart">;
  readonly useLimits: Pick<UseLimitService, "mayUse">;
}

/** What of an agent somebody sees. Whoever owns it sees it; others do when it is shared with them, and by what they may use. */
export class AgentSight {
  readonly #parts: AgentSightParts;

  constructor(parts: AgentSightParts) {
    this.#parts = parts;
  }

  /** What agents open in places that the caller may look into, by agent. */
  async listServed(caller: Caller, agents: readonly SightedAgent[]): Promise<ReadonlyMap<string, readonly ServedThing[]>> {
    const { listEnvironments, listNaming } = this.#parts;
    const naming = await listNaming([...new Set(agents.map(({ row }) => row.connection_id))]);
    const look = new Look(this.#parts, caller);
    const served = new Map<string, readonly NamingCredential[]>();
    for (const agent of agents) served.set(agent.row.id, await look.filter(agent, naming));
    const environments = await listEnvironments([...new Set([...served.values()].flat().map(({ id }) => id))]);
    const things = await Promise.all(
      [...served].map(async ([id, credentials]) => [id, await look.describe(credentials, environments)] as const),
    );
    return new Map(things);
  }

  /**
   * @throws agent.not_found unless it is their own, or shared with them, or they run the server. A token that is bound to workspaces
   * shows one's own only where it serves in one of them.
   */
  async requireSeen(caller: Caller, agent: SightedAgent | undefined, id: string): Promise<void> {
    if (agent !== undefined && ((isOwn(caller, agent.row) && !isBound(caller)) || isAdministering(caller))) return;
    if (agent === undefined || !(await this.#isSharedWith(caller, agent))) throw agentNotFound(id);
  }

  async #isSharedWith(caller: Caller, agent: SightedAgent): Promise<boolean> {
    const naming = await this.#parts.listNaming([agent.row.connection_id]);
    return (await new Look(this.#parts, caller).filter(agent, naming)).length > 0;
  }
}

/** An agent, and the workspaces that the token is bound to with which it is connected now. */
export interface SightedAgent {
  readonly row: Pick<StoredAgent, "id" | "user_id" | "connection_id">;
  readonly boundTo: readonly WorkspaceId[] | null;
}

export function isOwn(caller: Caller, row: Pick<StoredAgent, "user_id">): boolean {
  return row.user_id === caller.userId;
}

/** Whether somebody asks with a token for some workspaces only: what an agent does elsewhere is none of its business. */
export function isBound(caller: Caller): boolean {
  return caller.kind === "token" && caller.boundTo !== null;
}

export function agentNotFound(id: string): AppError {
  return new AppError("agent.not_found", `Agent ${id} not found.`);
}

/** One look of one person, which asks for each place once. */
class Look {
  readonly #parts: AgentSightParts;
  readonly #caller: Caller;
  readonly #rights = new Map<WorkspaceId, Promise<PermissionSet | undefined>>();

  constructor(parts: AgentSightParts, caller: Caller) {
    this.#parts = parts;
    this.#caller = caller;
  }

  /** Those that lead to this agent, and that the caller may see; of somebody else's agent, those that the caller may use. */
  async filter(agent: SightedAgent, naming: readonly NamingCredential[]): Promise<readonly NamingCredential[]> {
    const found: NamingCredential[] = [];
    for (const credential of naming) if (await this.#leads(credential, agent)) found.push(credential);
    return found;
  }

  async describe(credentials: readonly NamingCredential[], environments: readonly NamedEnvironment[]): Promise<readonly ServedThing[]> {
    const things: ServedThing[] = [];
    for (const { id, name, workspaceId } of credentials) {
      const workspaceName = workspaceId === null ? null : ((await this.#parts.places.findNames(workspaceId))?.workspaceName ?? null);
      things.push({ kind: "credential", id, name, workspaceId, workspaceName });
      if (!(await this.#may(workspaceId, "compute_environment:read"))) continue;
      const made = environments.filter(({ credentialId }) => credentialId === id);
      things.push(...made.map((one) => ({ kind: "environment" as const, id: one.id, name: one.name, workspaceId, workspaceName })));
    }
    return things;
  }

  async #leads(credential: NamingCredential, { row, boundTo }: SightedAgent): Promise<boolean> {
    const { connectionId, shared, ownerUserId, workspaceId } = credential;
    // First, because it asks nobody: there may be many credentials, and many agents.
    if (connectionId !== row.connection_id || !(await this.#sees(credential))) return false;
    const ownerId = toUserId(row.user_id);
    // Shared: for whoever asks. Not shared: for its owner alone, so nobody else sees it.
    const userId = shared ? this.#caller.userId : ownerId;
    const belongs = workspaceId !== null && (await this.#parts.places.takesPart(ownerId, workspaceId));
    const acts = mayAgentAct(
      { isShared: shared, makerId: ownerUserId, userId, workspaceId, connectionId },
      // What one that is revoked would open, is shown too: it is why somebody allows it again.
      { ownerId, connectionId: row.connection_id, belongs, boundTo, isRevoked: false },
    );
    if (!acts || isOwn(this.#caller, row)) return acts;
    return shared && this.#parts.useLimits.mayUse(this.#caller.userId, credential.limit);
  }

  async #sees({ ownerUserId, workspaceId }: NamingCredential): Promise<boolean> {
    if (workspaceId === null && ownerUserId !== this.#caller.userId) return false;
    return this.#may(workspaceId, "credentials:read");
  }

  /** `null`: at home, where everything is one's own. A token that is bound elsewhere shows nothing of a place. */
  async #may(workspaceId: WorkspaceId | null, permission: Permission): Promise<boolean> {
    const boundTo = this.#caller.kind === "token" ? this.#caller.boundTo : null;
    if (workspaceId === null) return boundTo === null;
    if (boundTo !== null && !boundTo.includes(workspaceId)) return false;
    return (await this.#rightsIn(workspaceId))?.has(permission) === true;
  }

  #rightsIn(workspaceId: WorkspaceId): Promise<PermissionSet | undefined> {
    const known = this.#rights.get(workspaceId);
    if (known !== undefined) return known;
    const asked = this.#parts.places.findRights(this.#caller.userId, workspaceId).then((rights) => rights?.permissions);
    this.#rights.set(workspaceId, asked);
    return asked;
  }
}
