import type { UpdateCredentialsRequest } from "@postern/contracts";
import type { Database, Query } from "@postern/database";
import { AppError } from "@postern/domain";
import type { Clock, CredentialId } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { homeOf } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import type { LiveEvents } from "../../live/live-events.ts";
import { laterThan, refuseOutdated } from "../../refuse-outdated.ts";
import type { AuditService } from "../audit/service.ts";
import { announceCredentials } from "./announce-credentials.ts";
import { credentialAt, refuseBadName } from "./credential-errors.ts";
import { credentialImage } from "./credential-image.ts";
import { leadsToOthers, toAgentConnection } from "./credential-views.ts";
import type { AgentConnection } from "./credential-views.ts";
import { planEdit } from "./edit-plan.ts";
import type { EditPlan } from "./edit-plan.ts";
import type { FairSshKeyReader } from "./fair-ssh-key-reader.ts";
import { keyColumns, uncheckedColumns } from "./key-columns.ts";
import { mergeKept } from "./merge-kept.ts";
import type { SecretOpener } from "./open-secret.ts";
import { prepareKeys } from "./prepare-keys.ts";
import type { PreparedKeys } from "./prepare-keys.ts";
import { readableKeysOf } from "./read-columns.ts";
import { readExpiry } from "./read-expiry.ts";
import { recordAct } from "./record-act.ts";
import { explainTaken, refuseTaken } from "./refuse-taken.ts";
import { sealKeys } from "./sealed-keys.ts";
import * as store from "./store.ts";
import type { StoredCredential } from "./store.ts";

export interface EditParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: AuditService;
  readonly live: LiveEvents;
  readonly vault: Pick<Vault, "seal">;
  readonly secrets: Pick<SecretOpener, "withKeys">;
  readonly sshKeys: Pick<FairSshKeyReader, "read">;
  /** See `CredentialParts`. */
  readonly noteClaims: (query: Query, connection: AgentConnection) => Promise<void>;
}

export type CredentialEdit = UpdateCredentialsRequest["credentials"] & { readonly useExternalId?: boolean | undefined };

/** Changes credentials. What an edit does not say stays as it is. */
export class CredentialEditService {
  readonly #parts: EditParts;

  constructor(parts: EditParts) {
    this.#parts = parts;
  }

  /**
   * May be repeated: the same edit twice leaves the same credential, of a later revision.
   *
   * @throws credential.not_found also for a credential of another place. @throws credential.provider_fixed · credential.name_invalid ·
   * credential.name_taken · credential.reach_taken · request.invalid. @throws request.outdated when somebody else was quicker.
   * @throws credential.damaged when secrets are to be kept that cannot be opened.
   */
  async update(actor: Actor, id: CredentialId, edit: CredentialEdit): Promise<void> {
    const { database, vault } = this.#parts;
    const row = credentialAt(actor, await store.findCredential(database.query, id), id);
    refuseWrongEdit(row, edit);
    const plan = planEdit(row, edit);
    const keys = plan.changesSealed ? await this.#prepare(actor, { row, plan, edit }) : undefined;
    const envelope = keys === undefined ? undefined : sealKeys(vault, { id, home: homeOf(actor) }, keys);
    await this.#store(actor, { row, edit, keys, envelope });
    announceCredentials(this.#parts.live, homeOf(actor));
  }

  // Secrets that are kept are opened for it, and that is on record like every other use.
  async #prepare(actor: Actor, { row, plan, edit }: Pick<Edited, "row" | "edit"> & { readonly plan: EditPlan }): Promise<PreparedKeys> {
    const { sent, keptSecrets } = plan;
    const use = { actor: actor.userId, credentialId: row.id as CredentialId, purpose: "edit" };
    const keys =
      keptSecrets.length === 0
        ? sent
        : await this.#parts.secrets.withKeys(use, (opened, now) => {
            refuseOtherSecrets(row, now);
            return mergeKept(row, plan, opened);
          });
    const { externalId } = readableKeysOf(row);
    const keptExternalId = typeof externalId === "string" ? externalId : undefined;
    return prepareKeys(keys, { wantsExternalId: edit.useExternalId === true, keptExternalId }, { ...this.#parts, userId: actor.userId });
  }

  async #store(actor: Actor, edited: Edited): Promise<void> {
    const { database } = this.#parts;
    let wanted = edited.row;
    try {
      await database.transaction(async ({ query }) => {
        const held = await this.#hold(query, actor, edited);
        wanted = { ...held, ...this.#patchOf(held, edited) };
        if (wanted.name !== held.name || wanted.git_reach !== held.git_reach) await refuseTaken(query, wanted);
        if (edited.envelope !== undefined) await store.replaceEnvelope(query, { ...edited.envelope, id: held.envelope_id });
        await store.updateCredential(query, edited.row.id as CredentialId, this.#patchOf(held, edited));
        await this.#noteClaims(query, held, wanted);
        const images = { before: credentialImage(held), after: credentialImage(wanted, edited.keys?.values) };
        await recordAct(this.#parts.audit, query, { actor, act: { action: "credential.update", row: wanted, ...images } });
      });
    } catch (error) {
      throw await explainTaken(database.query, wanted, error);
    }
  }

  async #noteClaims(query: Query, before: StoredCredential, after: StoredCredential): Promise<void> {
    const connection = toAgentConnection(after);
    if (connection === undefined || !leadsToOthers(toAgentConnection(before), connection)) return;
    await this.#parts.noteClaims(query, connection);
  }

  async #hold(query: Query, actor: Actor, { row, edit, keys }: Edited): Promise<StoredCredential> {
    const id = row.id as CredentialId;
    const held = credentialAt(actor, await store.holdCredential(query, this.#parts.database.engine, id), id);
    refuseOutdated(held.updated_at, edit.lastUpdated);
    // What is sealed now was put together out of what was sealed then.
    if (keys !== undefined) refuseOtherSecrets(row, held);
    return held;
  }

  #patchOf(held: StoredCredential, { edit, keys }: Edited): Partial<StoredCredential> {
    const now = this.#parts.clock.now();
    const expiry = edit.expiresAt === undefined ? held.expires_at : readChangedExpiry(held, edit.expiresAt, now);
    return {
      ...(keys === undefined ? {} : { ...keyColumns(keys), ...uncheckedColumns(held.provider, now), revision: held.revision + 1 }),
      name: edit.name ?? held.name,
      description: edit.description === "" ? null : (edit.description ?? held.description),
      expires_at: expiry,
      reminded_at: expiry === held.expires_at ? held.reminded_at : null,
      updated_at: laterThan(held.updated_at, now),
    };
  }
}

interface Edited {
  readonly row: StoredCredential;
  readonly edit: CredentialEdit;
  /** Undefined when the envelope stays. */
  readonly keys: PreparedKeys | undefined;
  readonly envelope: store.NewEnvelope | undefined;
}

function refuseWrongEdit(row: StoredCredential, { id, name, provider, lastUpdated }: CredentialEdit): void {
  if (name !== undefined && name !== null) refuseBadName(name);
  refuseOutdated(row.updated_at, lastUpdated);
  if (id !== undefined && id !== null && id !== row.id) {
    throw new AppError("request.invalid", "The id in the body is not that of the address.", { fields: ["credentials.id"] });
  }
  if (provider === undefined || provider === null || provider === row.provider) return;
  throw new AppError("credential.provider_fixed", `${row.name} is a credential of the provider ${row.provider}, and stays one.`, {
    fields: ["credentials.provider"],
  });
}

function refuseOtherSecrets(seen: StoredCredential, now: Pick<StoredCredential, "revision">): void {
  if (now.revision === seen.revision) return;
  throw new AppError("request.outdated", "Somebody has changed its secrets at the same moment.", { fields: ["credentials.keys"] });
}

/** One that is past already may stay. */
function readChangedExpiry(held: StoredCredential, text: string | null, now: number): number | null {
  return text !== null && Date.parse(text) === held.expires_at ? held.expires_at : readExpiry(text, now);
}
