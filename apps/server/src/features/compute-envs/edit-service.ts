import type { EditComputeEnvRequest } from "@postern/contracts";
import { isUniqueViolation } from "@postern/database";
import type { Database, Query } from "@postern/database";
import { AppError, toCredentialId } from "@postern/domain";
import type { Clock, ComputeEnvId } from "@postern/domain";
import { given } from "../../given.ts";
import type { Actor } from "../../http/caller.ts";
import { toIso } from "../../http/iso-time.ts";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import type { CheckService } from "./check-service.ts";
import { waitingSteps } from "./check/check-step.ts";
import { environmentImage } from "./environment.ts";
import type { ComputeEnvironment, EnvironmentConfig } from "./environment.ts";
import { presentAt, refuseInUse } from "./environment-errors.ts";
import { nameTaken, refuseBadName } from "./environment-name.ts";
import { holdOpener, refuseOwnAddress } from "./hold-opener.ts";
import { isReachedBySsh } from "./is-reached-by-ssh.ts";
import { refuseNoSsh } from "./jump-hosts/hold-jump-keys.ts";
import { refuseRepeatedHosts } from "./jump-hosts/read-jump-hosts.ts";
import { listJumpHosts } from "./jump-hosts/store.ts";
import { isSameConfig } from "./is-same-config.ts";
import { leadsElsewhere } from "./leads-elsewhere.ts";
import { readConfig } from "./read-config.ts";
import type { ComputeEnvParts, ComputeEnvService } from "./service.ts";
import * as store from "./store.ts";

export interface EditServiceParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly environments: Pick<ComputeEnvService, "announce" | "get" | "record" | "requireAll">;
  readonly checks: Pick<CheckService, "beginIn" | "tell">;
  readonly credentials: ComputeEnvParts["credentials"];
  readonly managed: ComputeEnvParts["managed"];
  readonly runs: ComputeEnvParts["runs"];
}

type Wanted = EditComputeEnvRequest["computeEnv"];

/** What an environment is, as it is edited. Runs that were launched before keep what they were launched with. */
export class EnvironmentEditService {
  readonly #parts: EditServiceParts;

  constructor(parts: EditServiceParts) {
    this.#parts = parts;
  }

  /**
   * What is left out or null stays. When the way to the cluster or a setting changes, a check is asked for, as the one who changed it; nobody
   * leads an environment elsewhere while runs on it are unfinished, because they would be looked for where they are not.
   *
   * @throws environment.not_found · request.outdated · environment.name_invalid · environment.name_taken
   * @throws environment.in_use · use.limited · credential.not_found · request.invalid naming the member at fault.
   */
  async edit(actor: Actor, id: ComputeEnvId, { computeEnv: wanted, lastUpdated }: EditComputeEnvRequest): Promise<void> {
    const { checks, database, environments } = this.#parts;
    const known = changesCluster(wanted) ? await this.#look(actor, id) : undefined;
    try {
      const changed = await database.transaction(async ({ query }) => {
        const old = presentAt(actor, await store.holdEnvironmentRow(query, database.engine, id), id);
        refuseOutdated(old.updatedAt, lastUpdated);
        refuseOutdated(old.updatedAt, known?.seen);
        return this.#change(query, actor, { old, wanted, wasSsh: known?.isSsh ?? false });
      });
      if (changed?.isChecked === true) checks.tell(changed.environment);
      else if (changed !== undefined) environments.announce(changed.environment);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw nameTaken(wanted.name ?? "", error);
    }
  }

  /** What only others can tell of it, before the transaction: they would wait for its end. */
  async #look(actor: Actor, id: ComputeEnvId): Promise<{ readonly seen: string; readonly isSsh: boolean }> {
    const { credentials, environments } = this.#parts;
    const known = await environments.get(actor, id);
    // Scripts and variables run in launches of others, beside the registry credentials that these bring along.
    await environments.requireAll(actor.userId, known);
    const isSsh = await isReachedBySsh(known, credentials);
    return { seen: toIso(known.updatedAt), isSsh };
  }

  async #change(query: Query, actor: Actor, { old, wanted, wasSsh }: Change): Promise<Changed | undefined> {
    const { checks, clock, environments } = this.#parts;
    const next = merge(old, wanted);
    const [before, after] = [environmentImage(old), environmentImage(next)];
    const hasOtherSettings = !isSameConfig(old.config, next.config);
    const isChecked = hasOtherSettings || old.credentialId !== next.credentialId;
    if (!isChecked && old.name === next.name && old.description === next.description) return undefined;
    const provider = isChecked ? await this.#holdWay(query, actor, { old, next, wasSsh }) : undefined;
    const { name, description, credentialId, config } = next;
    const updatedAt = laterThan(old.updatedAt, clock.now());
    const columns = { name, description, credential_id: credentialId, config: JSON.stringify(config), updated_at: updatedAt };
    await store.updateEnvironment(query, old.id, columns);
    const checkSteps = provider === undefined ? next.checkSteps : waitingSteps(provider === "ssh" ? "ssh" : "other");
    const environment = isChecked ? await checks.beginIn(query, { ...next, checkSteps, checkUserId: actor.userId }) : next;
    await environments.record(query, actor, { action: "environment.update", environment: old, before, after });
    return { environment, isChecked };
  }

  /** Gives the provider of the credential that opens it from now on; undefined where there is none. */
  async #holdWay(query: Query, actor: Actor, { old, next, wasSsh }: Pair): Promise<string | undefined> {
    const { credentials, managed, runs } = this.#parts;
    const hosts = await listJumpHosts(query, next.id);
    // What a managed identity says of its host is not for environments to change.
    if (next.managedIdentityId !== undefined) {
      refuseOwnAddress(next.config);
      return "ssh";
    }
    const provider = await holdOpener(query, actor, { credentials, managed, environment: next, jumpHosts: hosts });
    refuseNoSsh(hosts, provider);
    if (provider === "ssh") refuseRepeatedHosts(hosts, next.config);
    if (leadsElsewhere({ ...old, isSsh: wasSsh }, { ...next, isSsh: provider === "ssh" })) {
      refuseInUse(old, await runs.listUnfinishedOf(query, { computeEnvId: old.id }));
    }
    return provider;
  }
}

interface Change {
  readonly old: ComputeEnvironment;
  readonly wanted: Wanted;
  readonly wasSsh: boolean;
}

interface Pair {
  readonly old: ComputeEnvironment;
  readonly next: ComputeEnvironment;
  readonly wasSsh: boolean;
}

interface Changed {
  readonly environment: ComputeEnvironment;
  readonly isChecked: boolean;
}

function changesCluster({ config, credentialsId }: Wanted): boolean {
  return (config !== undefined && config !== null) || given(credentialsId) !== undefined;
}

function merge(old: ComputeEnvironment, { name, description, credentialsId, config }: Wanted): ComputeEnvironment {
  if (name !== null && name !== undefined && name !== old.name) refuseBadName(name);
  const id = given(credentialsId);
  refuseOtherOpener(old, id);
  return {
    ...old,
    name: name ?? old.name,
    description: description === "" ? null : (description ?? old.description),
    credentialId: id === undefined ? old.credentialId : toCredentialId(id),
    config: config === undefined || config === null ? old.config : readEdited(old, config),
  };
}

/** All settings at once, but that what is ours among them stays where it is left out: clients of the public API do not know that it is there. */
function readEdited({ config: { isTorque }, platform }: ComputeEnvironment, wanted: unknown): EnvironmentConfig {
  const config = readConfig(platform, wanted);
  const isSaid = typeof wanted === "object" && wanted !== null && "isTorque" in wanted;
  return isSaid || isTorque === undefined ? config : { ...config, isTorque };
}

/** @throws request.invalid */
function refuseOtherOpener({ name, managedIdentityId }: ComputeEnvironment, credentialsId: string | undefined): void {
  if (managedIdentityId === undefined || credentialsId === undefined) return;
  const message = `${name} is reached through its managed identity for life: make another environment for a credential.`;
  throw new AppError("request.invalid", message, { fields: ["computeEnv.credentialsId"] });
}
