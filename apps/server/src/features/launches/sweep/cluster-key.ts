import type { ComputeEnvId, CredentialId, ManagedIdentityId, UserId } from "@postern/domain";
import type { ComputeEnvironment } from "../../compute-envs/environment.ts";
import type { JumpHost } from "../../compute-envs/jump-hosts/jump-host.ts";
import type { ComputeEnvService } from "../../compute-envs/service.ts";
import { schedulerKindOf } from "../../../clusters/scheduler-of-platform.ts";
import type { CredentialService } from "../../credentials/service.ts";

/** Head jobs that are looked at together: one environment, reached under one account, however many people share it. */
export interface ClusterKey {
  readonly computeEnvId: ComputeEnvId;
  /** Whose agent or key reaches it. */
  readonly ownerId: UserId;
  /** Both as one word. */
  readonly name: string;
  /**
   * Which scheduler, and as whom, whatever the environment: the same for all that one question can be about, and one budget of questions.
   * INVARIANT: everything that decides where a command ends up is in it. Of two clusters that were taken for one, each would answer for the
   * jobs of the other by their numbers.
   */
  readonly account: string;
}

/** A head job, as far as its place on a cluster goes. */
export interface Reached {
  readonly computeEnvId: ComputeEnvId;
  /** Who launched it. */
  readonly userId: UserId;
}

/** Whose account a cluster is reached under. `launchers`: everybody brings an agent, or there is none. */
type Account =
  | { readonly kind: "launchers"; readonly way: string }
  | { readonly kind: "owner"; readonly ownerId: UserId; readonly name: string; readonly way: string };

export interface ClusterParts {
  readonly environments: Pick<ComputeEnvService, "findEnvironment">;
  readonly credentials: Pick<CredentialService, "findAgentConnection" | "findSshSignIn">;
  /** The hosts to pass on the way to the cluster of an environment, in their order. */
  readonly listJumpHosts: (id: ComputeEnvId) => Promise<readonly JumpHost[]>;
}

/** Tells which account a head job is under. It remembers what it looked up: use one for one look at many jobs. */
export class ClusterKeys {
  readonly #parts: ClusterParts;
  readonly #accounts = new Map<ComputeEnvId, Promise<Account>>();

  constructor(parts: ClusterParts) {
    this.#parts = parts;
  }

  /** Several environments of one account have a key each: a file system that hangs for one must not hold up the others. */
  async find({ computeEnvId, userId }: Reached): Promise<ClusterKey> {
    const account = await this.#findAccount(computeEnvId);
    const [ownerId, name, way] =
      account.kind === "owner" ? [account.ownerId, account.name, account.way] : [userId, String(userId), account.way];
    return { computeEnvId, ownerId, name: `${computeEnvId} ${name}`, account: `${way} ${name}` };
  }

  #findAccount(id: ComputeEnvId): Promise<Account> {
    const found = this.#accounts.get(id) ?? this.#lookUpAccount(id);
    this.#accounts.set(id, found);
    return found;
  }

  async #lookUpAccount(id: ComputeEnvId): Promise<Account> {
    const environment = await this.#parts.environments.findEnvironment(id);
    if (environment?.managedIdentityId !== undefined) return this.#asEachPerson(environment, environment.managedIdentityId);
    if (environment === undefined || environment.credentialId === null) return { kind: "launchers", way: id };
    return this.#byCredential(environment, environment.credentialId);
  }

  async #byCredential(environment: ComputeEnvironment, credentialId: CredentialId): Promise<Account> {
    const { credentials } = this.#parts;
    const { id, config, platform } = environment;
    const scheduler = schedulerKindOf(platform);
    const agent = await credentials.findAgentConnection(credentialId);
    if (agent !== undefined) {
      const { ownerUserId: ownerId, shared } = agent;
      const way = `${scheduler} agent ${credentialId}`;
      return shared ? { kind: "owner", ownerId, name: String(ownerId), way } : { kind: "launchers", way };
    }
    const signIn = await credentials.findSshSignIn(credentialId);
    if (signIn === undefined) return { kind: "launchers", way: id };
    const { hostName, port, userName } = config;
    // One account for all, whoever launched; another host or port is another cluster. The same name means another host behind another one.
    const jumps = await this.#nameJumps(id);
    const way = `${scheduler} key ${credentialId}`;
    const login = addressOf({ userName: String(userName), host: String(hostName).toLowerCase(), port: port ?? 22 });
    return { kind: "owner", ownerId: signIn.ownerUserId, way, name: ["ssh", ...jumps, login].join(" ") };
  }

  /** Each launcher has an account of their own there. */
  async #asEachPerson({ id, platform }: ComputeEnvironment, managedIdentityId: ManagedIdentityId): Promise<Account> {
    const way = [schedulerKindOf(platform), "identity", managedIdentityId, ...(await this.#nameJumps(id))].join(" ");
    return { kind: "launchers", way };
  }

  async #nameJumps(id: ComputeEnvId): Promise<readonly string[]> {
    return (await this.#parts.listJumpHosts(id)).map(addressOf);
  }
}

function addressOf({ userName, host, port }: Omit<JumpHost, "credentialId">): string {
  return `${userName}@${host}:${String(port)}`;
}
