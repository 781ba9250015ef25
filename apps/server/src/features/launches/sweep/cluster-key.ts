import { ownerOfAgent } from "@postern/domain";
import type { ComputeEnvId, UserId } from "@postern/domain";
import type { ComputeEnvService } from "../../compute-envs/service.ts";
import type { CredentialService } from "../../credentials/service.ts";

/** Head jobs that one question can be about: one environment, reached under one account, however many people share it. */
export interface ClusterKey {
  readonly computeEnvId: ComputeEnvId;
  /** Whose agent reaches it. */
  readonly ownerId: UserId;
  /** Both as one word. */
  readonly name: string;
}

/** A head job, as far as its place on a cluster goes. */
export interface Reached {
  readonly computeEnvId: ComputeEnvId;
  /** Who launched it. */
  readonly userId: UserId;
}

type AgentOf = Awaited<ReturnType<CredentialService["findAgentConnection"]>>;

export interface ClusterParts {
  readonly environments: Pick<ComputeEnvService, "findEnvironment">;
  readonly credentials: Pick<CredentialService, "findAgentConnection">;
}

/** Tells which account a head job is under. It remembers what it looked up: use one for one look at many jobs. */
export class ClusterKeys {
  readonly #parts: ClusterParts;
  readonly #agents = new Map<ComputeEnvId, Promise<AgentOf>>();

  constructor(parts: ClusterParts) {
    this.#parts = parts;
  }

  /** Several environments of one credential are asked about apart: a file system that hangs for one must not hold up the others. */
  async find({ computeEnvId, userId }: Reached): Promise<ClusterKey> {
    const agent = await this.#findAgent(computeEnvId);
    const ownerId = agent === undefined ? userId : ownerOfAgent({ isShared: agent.shared, makerId: agent.ownerUserId, userId });
    return { computeEnvId, ownerId, name: `${computeEnvId} ${String(ownerId)}` };
  }

  #findAgent(id: ComputeEnvId): Promise<AgentOf> {
    const found = this.#agents.get(id) ?? this.#lookUpAgent(id);
    this.#agents.set(id, found);
    return found;
  }

  async #lookUpAgent(id: ComputeEnvId): Promise<AgentOf> {
    const { credentials, environments } = this.#parts;
    const credentialId = (await environments.findEnvironment(id))?.credentialId ?? null;
    return credentialId === null ? undefined : credentials.findAgentConnection(credentialId);
  }
}
