import { AppError } from "@postern/domain";
import type { Clock, ComputeEnvId, CredentialId, UserId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { AgentChannel } from "@postern/transport/agent";
import { openLocalChannel } from "@postern/transport/local";
import type { ActingAgents, AgentDirectory } from "../agents/index.ts";
import { refuseElsewhere } from "./refuse-elsewhere.ts";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";
import type { AgentConnection } from "../features/credentials/credential-views.ts";
import { BorrowedChannel } from "./borrowed-channel.ts";
import type { ChannelProvider, ChannelPurpose, FormerWays } from "./channel-provider.ts";
import type { SshChannels } from "./ssh/ssh-channels.ts";

/** How commands run on the server's own machine. */
export interface LocalMachine {
  /** Absolute; exists. What `$TW_AGENT_WORKDIR` means there. */
  readonly workDir: string;
  /** The whole environment of the commands. Nothing of the server's own settings belongs in it. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface ChannelProviderParts {
  readonly clock: Clock;
  readonly environments: { findEnvironment(id: ComputeEnvId): Promise<ComputeEnvironment | undefined> };
  readonly credentials: { findAgentConnection(id: CredentialId): Promise<AgentConnection | undefined> };
  /** Who acts for whom. */
  readonly acting: Pick<ActingAgents, "get">;
  readonly agents: Pick<AgentDirectory, "link">;
  readonly ssh: Pick<SshChannels, "open"> & AsyncDisposable;
  /** `undefined` when no pipeline may run on the server's own machine. */
  readonly localMachine: LocalMachine | undefined;
}

/** Opens clusters through the agent that their credential names, or by SSH with its key or that of the person, and this machine for environments without one. */
export class EnvironmentChannelProvider implements ChannelProvider, FormerWays, AsyncDisposable {
  readonly #parts: ChannelProviderParts;
  #local: Promise<CommandChannel> | undefined;

  constructor(parts: ChannelProviderParts) {
    this.#parts = parts;
  }

  async open(computeEnvId: ComputeEnvId, userId: UserId, purpose: ChannelPurpose = "person"): Promise<CommandChannel> {
    const environment = await this.#parts.environments.findEnvironment(computeEnvId);
    if (environment === undefined || environment.deletedAt !== null) {
      throw new AppError("environment.not_found", `Compute environment ${computeEnvId} not found.`);
    }
    return this.#openWay(environment, userId, purpose);
  }

  openFormer(environment: ComputeEnvironment, userId: UserId): Promise<CommandChannel> {
    return this.#openWay(environment, userId, "person");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const local = this.#local;
    this.#local = undefined;
    await this.#parts.ssh[Symbol.asyncDispose]();
    await (await local)?.[Symbol.asyncDispose]();
  }

  async #openWay(environment: ComputeEnvironment, userId: UserId, purpose: ChannelPurpose): Promise<CommandChannel> {
    const { credentialId, managedIdentityId } = environment;
    if (managedIdentityId !== undefined) return this.#parts.ssh.open(environment, userId, purpose);
    if (credentialId === null) return this.#openLocal();
    const connection = await this.#parts.credentials.findAgentConnection(credentialId);
    if (connection === undefined) return this.#parts.ssh.open(environment, userId, purpose);
    refuseElsewhere(environment, connection);
    return this.#openAgent(connection, userId);
  }

  async #openAgent(connection: AgentConnection, userId: UserId): Promise<CommandChannel> {
    const { acting, agents } = this.#parts;
    return new AgentChannel(agents.link(await acting.get(connection, userId)));
  }

  async #openLocal(): Promise<CommandChannel> {
    const { clock, localMachine } = this.#parts;
    if (localMachine === undefined) {
      throw new AppError("auth.forbidden", "The setting local-environments is off: pipelines may not run on the machine of the server.");
    }
    // One channel for all, so that its limit of commands at once holds for the whole machine.
    this.#local ??= openLocalChannel({ clock, ...localMachine });
    try {
      return new BorrowedChannel(await this.#local);
    } catch (error) {
      this.#local = undefined;
      throw error;
    }
  }
}
