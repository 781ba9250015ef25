import { AppError, toConnectionId } from "@postern/domain";
import type { Clock, ComputeEnvId, CredentialId, UserId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { AgentChannel } from "@postern/transport/agent";
import { openLocalChannel } from "@postern/transport/local";
import type { AgentRegistry } from "../agents/index.ts";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";
import { BorrowedChannel } from "./borrowed-channel.ts";
import type { ChannelProvider } from "./channel-provider.ts";

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
  readonly credentials: {
    findAgentConnection(
      id: CredentialId,
    ): Promise<{ readonly connectionId: string; readonly shared: boolean; readonly ownerUserId: UserId } | undefined>;
  };
  readonly agents: Pick<AgentRegistry, "findAgent" | "link">;
  /** `undefined` when no pipeline may run on the server's own machine. */
  readonly localMachine: LocalMachine | undefined;
}

/** Opens clusters through the agent that their credential names, and this machine for environments without one. */
export class AgentOrLocalChannelProvider implements ChannelProvider, AsyncDisposable {
  readonly #parts: ChannelProviderParts;
  #local: Promise<CommandChannel> | undefined;

  constructor(parts: ChannelProviderParts) {
    this.#parts = parts;
  }

  async open(computeEnvId: ComputeEnvId, userId: UserId): Promise<CommandChannel> {
    const environment = await this.#parts.environments.findEnvironment(computeEnvId);
    if (environment === undefined || environment.deletedAt !== null) {
      throw new AppError("environment.not_found", `Compute environment ${computeEnvId} not found.`);
    }
    if (environment.credentialId === null) return this.#openLocal();
    return this.#openAgent(environment.credentialId, userId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const local = this.#local;
    this.#local = undefined;
    await (await local)?.[Symbol.asyncDispose]();
  }

  async #openAgent(credentialId: CredentialId, userId: UserId): Promise<CommandChannel> {
    const connection = await this.#parts.credentials.findAgentConnection(credentialId);
    if (connection === undefined) throw new AppError("credential.not_found", "The credential of the environment was deleted.");
    // Not shared: everybody brings an agent of their own, so jobs carry their own account. Shared: the owner's serves too.
    const owners = connection.shared ? [...new Set([userId, connection.ownerUserId])] : [userId];
    const agent = this.#parts.agents.findAgent({ connectionId: toConnectionId(connection.connectionId), owners });
    if (agent !== undefined) return new AgentChannel(this.#parts.agents.link(agent));
    throw new AppError("agent.offline", `No agent is connected as ${connection.connectionId}.`);
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
