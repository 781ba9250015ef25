import type { Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, ComputeEnvId, CredentialId } from "@postern/domain";
import { schedulerOfKind } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import type { ChannelProvider } from "../../../channels/channel-provider.ts";
import type { CredentialChannels } from "../../../channels/credential-channels.ts";
import { schedulerKindOf } from "../../../clusters/scheduler-of-platform.ts";
import type { Actor } from "../../../http/caller.ts";
import { withinTime } from "../../../time-limit.ts";
import { refuseLocalLaunch } from "../local-environments.ts";
import { toPlatform } from "../read-config.ts";
import type { ComputeEnvService } from "../service.ts";
import { askOffer } from "./ask-offer.ts";
import type { ClusterOffer } from "./cluster-offer.ts";
import { OfferMemory } from "./offer-memory.ts";

/** Opening a channel counts too. A person who waits longer types what they know. */
const patienceMs = 30_000;

export interface OfferServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "get" | "requireUse">;
  readonly credentials: {
    /** @throws credential.not_found also for one of another place. @throws use.limited */
    holdForUse(query: Query, actor: Actor, id: CredentialId): Promise<unknown>;
  };
  readonly channels: ChannelProvider;
  readonly credentialChannels: CredentialChannels;
}

/** What clusters offer, for people who fill in a form: asked under the account that would submit for them. */
export class OfferService {
  readonly #parts: OfferServiceParts;
  readonly #memory: OfferMemory<ClusterOffer>;

  constructor(parts: OfferServiceParts) {
    this.#parts = parts;
    this.#memory = new OfferMemory(parts.clock);
  }

  /**
   * Of the cluster of an environment.
   *
   * @throws environment.not_found · use.limited · auth.forbidden · scheduler.unanswered and what the way to the cluster does.
   */
  async ofEnvironment(actor: Actor, id: ComputeEnvId): Promise<ClusterOffer> {
    const { channels, environments } = this.#parts;
    const environment = await environments.get(actor, id);
    refuseLocalLaunch(actor, environment);
    await environments.requireUse(actor.userId, environment);
    return this.#ask(["environment", id, actor.userId], environment.platform, () => channels.open(id, actor.userId));
  }

  /**
   * Of the cluster to which a credential leads, before there is an environment.
   *
   * @throws credential.not_found · use.limited · environment.platform_unsupported · request.invalid and the same as above.
   */
  async ofCredential(actor: Actor, platform: string, id: CredentialId): Promise<ClusterOffer> {
    const { credentialChannels, credentials, database } = this.#parts;
    const known = toPlatform(platform);
    await database.transaction(({ query }) => credentials.holdForUse(query, actor, id));
    return this.#ask(["credential", id, known, actor.userId], known, () => credentialChannels.open(id, actor.userId));
  }

  async #ask(
    key: readonly (string | number)[],
    platform: ReturnType<typeof toPlatform>,
    open: () => Promise<CommandChannel>,
  ): Promise<ClusterOffer> {
    const { clock } = this.#parts;
    const asking = this.#memory.get(JSON.stringify(key), async () => {
      await using channel = await open();
      return await askOffer(channel, schedulerOfKind(schedulerKindOf(platform)), clock.now());
    });
    const timely = await withinTime(clock, patienceMs, asking);
    if (timely.isTimely) return timely.value;
    throw new AppError("scheduler.unanswered", `The cluster did not say within ${String(patienceMs / 1000)} s what it offers.`);
  }
}
