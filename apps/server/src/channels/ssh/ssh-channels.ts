import { AppError, isAppError } from "@postern/domain";
import type { Clock, ComputeEnvId, TimeMs, UserId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { openSshChannel } from "@postern/transport/ssh";
import type { SshAccount } from "@postern/transport/ssh";
import { homeOfEnvironment } from "../../features/compute-envs/environment.ts";
import type { ComputeEnvironment, EnvironmentConfig } from "../../features/compute-envs/environment.ts";
import type { SshProbe } from "../../features/compute-envs/check/check-ssh.ts";
import type { JumpHost } from "../../features/compute-envs/jump-hosts/jump-host.ts";
import type { ManagedSignIn } from "../../features/managed-identities/sign-ins.ts";
import type { ManagedWays } from "../../features/managed-identities/ways.ts";
import type { Home } from "../../home.ts";
import type { ChannelPurpose } from "../channel-provider.ts";
import { refuseElsewhere } from "../refuse-elsewhere.ts";
import { managedWayOf } from "./managed-way.ts";
import type { SshAccounts, SshAccountsParts } from "./ssh-accounts.ts";
import { readSshWay } from "./ssh-way.ts";
import type { SshHost, SshJump, SshSignIn, SshWay, SshWayHop } from "./ssh-way.ts";

export interface SshChannelsParts {
  readonly clock: Clock;
  readonly accounts: Pick<SshAccounts, "get"> & AsyncDisposable;
  readonly credentials: SshAccountsParts["credentials"];
  readonly managed: Pick<ManagedWays, "findHost" | "getSignIn">;
  /** The hosts to pass on the way to the cluster of an environment, in their order. */
  readonly listJumpHosts: (id: ComputeEnvId) => Promise<readonly JumpHost[]>;
  readonly lastTrustChange: (home: Home, way: SshWay) => Promise<TimeMs>;
  /** The keys that are pinned for a host, as people compare them. */
  readonly namePins: (home: Home, hop: Pick<SshWayHop, "host" | "port">) => Promise<readonly string[]>;
}

export interface SshReach {
  readonly home: Home;
  readonly way: SshWay;
  /** When a host on the way got another key in the place of an old one, or an authority, last; 0 when none did. */
  readonly trustChangedAt: TimeMs;
}

/** What is known of the hosts on a way without going it. */
export interface SshHosts {
  readonly home: Home;
  readonly way: readonly SshHost[];
}

/**
 * Opens the clusters of environments that are reached by SSH. With a key of their place, whoever may use the environment acts as its one account:
 * there is no other, and the scheduler books all on it. With a managed identity each person acts as themselves, and nobody as somebody else.
 */
export class SshChannels implements AsyncDisposable {
  readonly #parts: SshChannelsParts;

  constructor(parts: SshChannelsParts) {
    this.#parts = parts;
  }

  /**
   * In the home folder of the account.
   *
   * @throws credential.not_found when it is gone. @throws identity.key_missing for somebody without a key of their own where each needs one.
   * @throws request.invalid for settings that name no host. @throws ssh.… and what opening the key throws.
   */
  async open(environment: ComputeEnvironment, userId: UserId, purpose: ChannelPurpose): Promise<CommandChannel> {
    const reach = await this.find(environment, userId);
    if (reach === undefined) throw new AppError("credential.not_found", "The credential of the environment was deleted.");
    const turnOf = purpose === "person" ? `person ${String(userId)}` : purpose;
    return openSshChannel(this.accountOf(environment, reach, userId), { clock: this.#parts.clock, turnOf });
  }

  /**
   * How an environment is reached by SSH by that person; `undefined` where that is not the way, or its credential is gone.
   *
   * @throws credential.not_found when that of a jump host is gone: then there is a way, and it is not to be shortened.
   * @throws identity.not_found · identity.key_missing
   */
  async find(environment: ComputeEnvironment, userId: UserId): Promise<SshReach | undefined> {
    const login = await this.#findLogin(environment, userId);
    if (login === undefined) return undefined;
    const home = homeOfEnvironment(environment);
    const own = await this.#findJumps(environment);
    const way = readSshWay(login.config, login.signIn, own.length > 0 ? own : login.jumps);
    return { home, way, trustChangedAt: await this.#parts.lastTrustChange(home, way) };
  }

  /** The hosts on the way, also for somebody who has no key for the last one. @throws as `find`, but for that. */
  async findHosts(environment: ComputeEnvironment, userId: UserId): Promise<SshHosts | undefined> {
    try {
      return await this.find(environment, userId);
    } catch (error) {
      const { managedIdentityId: id } = environment;
      const cluster = id === undefined || !isAppError(error, "identity.key_missing") ? undefined : await this.#parts.managed.findHost(id);
      if (cluster === undefined) throw error;
      const own = await this.#parts.listJumpHosts(environment.id);
      const jumps = own.length > 0 ? own : cluster.jumpHosts.map((jump) => ({ ...jump, userName: "" }));
      const [passed, { host, port }] = [jumps.map((jump) => ({ ...jump, isJumpHost: true })), cluster];
      return { home: homeOfEnvironment(environment), way: [...passed, { host, port, userName: "", isJumpHost: false }] };
    }
  }

  async #findLogin(environment: ComputeEnvironment, userId: UserId): Promise<Login | undefined> {
    const { credentials, managed } = this.#parts;
    const { config, credentialId, managedIdentityId } = environment;
    if (managedIdentityId !== undefined) return loginOf(config, userId, await managed.getSignIn(managedIdentityId, userId));
    const signIn = credentialId === null ? undefined : await credentials.findSshSignIn(credentialId);
    if (signIn === undefined) return undefined;
    refuseElsewhere(environment, signIn);
    return { config, signIn, jumps: [] };
  }

  /** The same way for a check, which is asked for by a person: what failed before is tried again at once. */
  async findProbe(environment: ComputeEnvironment, userId: UserId): Promise<SshProbe | undefined> {
    const reach = await this.find(environment, userId);
    if (reach === undefined) return undefined;
    const { home, way } = reach;
    const account = this.accountOf(environment, reach, userId);
    account.tryAgainNow();
    return {
      way,
      accounts: way.map(({ userName, host }) => `${userName} on ${host}`),
      reach: () => account.reachFirstHost(),
      connect: async () => void (await account.connection()),
      namePins: (hop) => this.#parts.namePins(home, hop),
    };
  }

  async #findJumps(environment: ComputeEnvironment): Promise<readonly SshJump[]> {
    const { credentials, listJumpHosts } = this.#parts;
    const hosts = await listJumpHosts(environment.id);
    const jumps = hosts.map(async ({ credentialId, ...address }) => {
      const signIn = await credentials.findSshSignIn(credentialId);
      if (signIn === undefined) throw new AppError("credential.not_found", `The credential for the jump host ${address.host} was deleted.`);
      refuseElsewhere(environment, signIn);
      return { ...address, signIn };
    });
    return Promise.all(jumps);
  }

  /** Connects to nothing yet. */
  accountOf({ id }: ComputeEnvironment, reach: SshReach, userId: UserId): SshAccount {
    return this.#parts.accounts.get({ ...reach, cause: { userId, environmentId: id } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.accounts[Symbol.asyncDispose]();
  }
}

interface Login {
  /** With host, port and account. */
  readonly config: EnvironmentConfig;
  readonly signIn: SshSignIn;
  /** What is passed on the way there, where the environment names nothing else. */
  readonly jumps: readonly SshJump[];
}

function loginOf(config: EnvironmentConfig, userId: UserId, managed: ManagedSignIn): Login {
  const { login, ...way } = managedWayOf(userId, managed);
  return { config: { ...config, hostName: login.host, port: login.port, userName: login.userName }, ...way };
}
