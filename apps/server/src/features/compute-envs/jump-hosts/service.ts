import type { UpdateJumpHostsRequest } from "@postern/contracts";
import type { Database, Query } from "@postern/database";
import type { Clock, ComputeEnvId, CredentialId, TimeMs } from "@postern/domain";
import { refuseTwice } from "../../../channels/ssh/refuse-twice.ts";
import type { Actor } from "../../../http/caller.ts";
import type { ManagedWays } from "../../managed-identities/ways.ts";
import { laterThan, refuseOutdated } from "../../../refuse-outdated.ts";
import type { CheckService } from "../check-service.ts";
import { environmentImage } from "../environment.ts";
import type { ComputeEnvironment } from "../environment.ts";
import { presentAt, refuseInUse } from "../environment-errors.ts";
import type { ComputeEnvParts, ComputeEnvService } from "../service.ts";
import { isReachedBySsh } from "../is-reached-by-ssh.ts";
import { holdEnvironmentRow, updateEnvironment } from "../store.ts";
import { holdJumpKeys, refuseNoSsh } from "./hold-jump-keys.ts";
import type { HeldCredentials } from "./hold-jump-keys.ts";
import { jumpHostsImage } from "./jump-host.ts";
import type { JumpHost } from "./jump-host.ts";
import { readJumpHosts, toJumpHosts } from "./read-jump-hosts.ts";
import { listJumpHosts, putJumpHosts } from "./store.ts";

export interface JumpHostServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "get" | "record" | "requireUse">;
  readonly checks: Pick<CheckService, "beginIn" | "tell">;
  readonly managed: Pick<ManagedWays, "findHost">;
  readonly runs: ComputeEnvParts["runs"];
  readonly credentials: HeldCredentials & { findSshSignIn(id: CredentialId): Promise<object | undefined> };
}

export interface DescribedJumpHosts {
  readonly hosts: readonly JumpHost[];
  /** Those of its managed identity: passed where there are no others. */
  readonly managedHosts: readonly Pick<JumpHost, "host" | "port">[];
  readonly updatedAt: TimeMs;
}

/** The hosts to pass on the way to a cluster, as they are seen and edited. */
export class JumpHostService {
  readonly #parts: JumpHostServiceParts;

  constructor(parts: JumpHostServiceParts) {
    this.#parts = parts;
  }

  /** In their order; none also where SSH is not the way. @throws environment.not_found */
  async describe(actor: Actor, id: ComputeEnvId): Promise<DescribedJumpHosts> {
    const { updatedAt, managedIdentityId } = await this.#parts.environments.get(actor, id);
    const managed = managedIdentityId === undefined ? undefined : await this.#parts.managed.findHost(managedIdentityId);
    return { hosts: await listJumpHosts(this.#parts.database.query, id), managedHosts: managed?.jumpHosts ?? [], updatedAt };
  }

  /**
   * Replaces all of them, and asks for a check of the new way, as the one who changed it. Whoever connects from then on goes the new way.
   * Nobody leads the way elsewhere under unfinished runs: behind another host the same name may be another cluster. Other keys for the same
   * accounts may be put at any time.
   *
   * @throws environment.not_found · request.outdated · use.limited for somebody who could not go the way. @throws environment.in_use
   * @throws request.invalid · credential.not_found naming the member at fault.
   */
  async replace(actor: Actor, id: ComputeEnvId, wanted: UpdateJumpHostsRequest): Promise<void> {
    const { checks, clock, credentials, database, environments, runs } = this.#parts;
    const known = await environments.get(actor, id);
    await environments.requireUse(actor.userId, known);
    const isBySsh = await isReachedBySsh(known, credentials);
    const changed = await database.transaction(async ({ query }): Promise<ComputeEnvironment> => {
      const environment = presentAt(actor, await holdEnvironmentRow(query, database.engine, id), id);
      refuseOutdated(environment.updatedAt, wanted.lastUpdated);
      const hosts = await this.#readHosts(query, environment, wanted);
      refuseNoSsh(hosts, isBySsh ? "ssh" : undefined);
      await holdJumpKeys(query, actor, { credentials, hosts });
      const before = await listJumpHosts(query, id);
      if (!isSameWay(before, hosts)) refuseInUse(environment, await runs.listUnfinishedOf(query, { computeEnvId: id }));
      await putJumpHosts(query, id, hosts);
      const begun = await checks.beginIn(query, { ...environment, checkUserId: actor.userId });
      await updateEnvironment(query, id, { updated_at: laterThan(environment.updatedAt, clock.now()) });
      const image = environmentImage(environment);
      await environments.record(query, actor, {
        ...{ action: "environment.change_jump_hosts", environment },
        before: { ...image, ...jumpHostsImage(before) },
        after: { ...image, ...jumpHostsImage(hosts) },
      });
      return begun;
    });
    checks.tell(changed);
  }

  async #readHosts(
    query: Query,
    { config, managedIdentityId }: ComputeEnvironment,
    { jumpHosts }: UpdateJumpHostsRequest,
  ): Promise<readonly JumpHost[]> {
    if (managedIdentityId === undefined) return readJumpHosts(jumpHosts, config);
    const hosts = toJumpHosts(jumpHosts);
    const cluster = await this.#parts.managed.findHost(managedIdentityId, query);
    if (hosts.length > 0 && cluster !== undefined) refuseTwice([...hosts, cluster]);
    return hosts;
  }
}

/** Other keys for the same accounts on the same hosts lead to the same place. */
function isSameWay(before: readonly JumpHost[], after: readonly JumpHost[]): boolean {
  const shown = (hosts: readonly JumpHost[]): string =>
    JSON.stringify(hosts.map(({ host, port, userName }) => [host.toLowerCase(), port, userName]));
  return shown(before) === shown(after);
}
