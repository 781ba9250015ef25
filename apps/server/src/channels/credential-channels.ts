import { AppError } from "@postern/domain";
import type { CredentialId, UserId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { AgentChannel } from "@postern/transport/agent";
import type { ChannelProviderParts } from "./environment-channel-provider.ts";

/** Opens the cluster behind a credential before there is an environment: what a form would like to know. */
export interface CredentialChannels {
  /**
   * Whether the person may use the credential is for the caller to know.
   *
   * @throws request.invalid for a credential that does not name a cluster by itself. @throws agent.offline
   */
  open(id: CredentialId, userId: UserId): Promise<CommandChannel>;
}

export class AgentCredentialChannels implements CredentialChannels {
  readonly #parts: Pick<ChannelProviderParts, "credentials" | "agents" | "acting">;

  constructor(parts: Pick<ChannelProviderParts, "credentials" | "agents" | "acting">) {
    this.#parts = parts;
  }

  async open(id: CredentialId, userId: UserId): Promise<CommandChannel> {
    const { acting, agents, credentials } = this.#parts;
    const connection = await credentials.findAgentConnection(id);
    if (connection !== undefined) return new AgentChannel(agents.link(await acting.get(connection, userId)));
    // A key names no host, and a host is not spoken to before its key was looked at: the environment has both.
    throw new AppError("request.invalid", "Only the cluster of an agent can be asked before the environment is made.", {
      fields: ["credentialsId"],
    });
  }
}
