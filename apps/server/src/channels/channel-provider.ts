import type { ComputeEnvId, UserId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";

/** For a person who waits; or to follow the runs of all, which must not stand behind what one of them asks for. */
export type ChannelPurpose = "person" | "following";

/** Opens clusters to which an environment has led. */
export interface FormerWays {
  /**
   * A channel to where that environment leads, with the settings and the credential that are given, whatever is stored of it now.
   *
   * @throws credential.not_found when the credential is gone. @throws as `ChannelProvider` does.
   */
  openFormer(environment: ComputeEnvironment, userId: UserId): Promise<CommandChannel>;
}

/** Opens ways to clusters. A channel is cheap to open: it rides on the agent's one connection. */
export interface ChannelProvider {
  /**
   * A channel to the cluster of an environment, acting for a user: their own agent, or the shared one. Whether they may use the environment
   * is for the caller to know: a run that is under way is followed, whatever becomes of its person. Where few may act at once, all that is
   * opened for a person has one turn among others.
   *
   * @throws agent.offline when no agent that may act serves the connection ID for this user. @throws environment.not_found.
   */
  open(computeEnvId: ComputeEnvId, userId: UserId, purpose?: ChannelPurpose): Promise<CommandChannel>;
}
