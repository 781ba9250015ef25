import { keptPlan } from "@postern/database";
import type { Engine, Query } from "@postern/database";
import type { CredentialId, UserId } from "@postern/domain";
import { sql } from "kysely";
import { listEnvelopes } from "./store.ts";
import type { StoredCredential } from "./store.ts";

/** Of a credential, what is needed to open it and to say so. */
export type HeldCredential = Pick<
  StoredCredential,
  "id" | "user_id" | "workspace_id" | "name" | "provider" | "envelope_id" | "revision" | "last_used_at"
>;

/** What somebody wants to open. */
export interface Asked {
  readonly credentialId: CredentialId;
  readonly actor: UserId | null;
}

export interface HeldForOpening {
  readonly row: HeldCredential;
  /** `undefined` when they are lost, though their credential is there. */
  readonly bytes: Uint8Array | undefined;
  readonly organizationId: number | null;
  /** The user name of who asked. */
  readonly actorName: string | null;
}

/**
 * Credentials for a transaction that opens them, with all that is to be known for that, in one statement: each costs a way to the database
 * and back. Until the end of the transaction nobody changes or deletes them. Gives what was found, for each of the asked in their order.
 *
 * They are locked in one order, and as for a change at once, because a lock that is shared first and raised later is how two block each other.
 *
 * Which are deleted is asked here and not there: before its first look at a new table PostgreSQL believes that nearly all are, and would read
 * them all to find the few that are not.
 */
export async function holdForOpening(
  query: Query,
  engine: Engine,
  asked: readonly Asked[],
): Promise<readonly (HeldForOpening | undefined)[]> {
  const wanted = [...new Map(asked.map((each) => [nameOf(each), each])).values()];
  const lock = engine === "postgres" ? sql`FOR NO KEY UPDATE OF credentials` : sql``;
  const { rows } = await sql<FoundRow>`
    WITH asked (credential_id, actor) AS (VALUES ${sql.join(inFewForms(wanted).map(toValues))})
    SELECT credentials.id, credentials.user_id, credentials.workspace_id, credentials.name, credentials.provider, credentials.envelope_id,
      credentials.revision, credentials.last_used_at, credentials.deleted_at, envelopes.bytes, workspaces.organization_id, asked.actor, users.user_name,
      (SELECT seen.revision FROM credentials AS seen WHERE seen.id = credentials.id) AS seen_revision
    FROM asked
    JOIN credentials ON credentials.id = asked.credential_id
    JOIN envelopes ON envelopes.id = credentials.envelope_id
    LEFT JOIN workspaces ON workspaces.id = credentials.workspace_id
    LEFT JOIN users ON users.id = asked.actor
    ORDER BY credentials.id ${lock} ${keptPlan}`.execute(query);
  const present = rows.filter(({ deleted_at }) => deleted_at === null);
  const held = new Map((await refreshed(query, present)).map((row) => [nameOf({ credentialId: row.id, actor: row.actor }), toHeld(row)]));
  return asked.map((each) => held.get(nameOf(each)));
}

interface FoundRow extends HeldCredential {
  readonly bytes: Uint8Array | undefined;
  readonly organization_id: number | null;
  readonly deleted_at: number | null;
  readonly actor: number | null;
  readonly user_name: string | null;
  readonly seen_revision: number;
}

/**
 * INVARIANT: what is opened is what is sealed now. PostgreSQL gives a row that had to be waited for as it is afterwards, and what is joined to
 * it as it was before. The envelope of a credential that was edited meanwhile is read again; the lock that is held now lets nobody change it.
 */
async function refreshed(query: Query, rows: readonly FoundRow[]): Promise<readonly FoundRow[]> {
  const isStale = ({ revision, seen_revision }: FoundRow): boolean => revision !== seen_revision;
  const envelopes = await listEnvelopes(
    query,
    rows.filter(isStale).map(({ envelope_id }) => envelope_id),
  );
  return rows.map((row) => (isStale(row) ? { ...row, bytes: envelopes.get(row.envelope_id) } : row));
}

function toHeld(found: FoundRow): HeldForOpening {
  const { id, user_id, workspace_id, name, provider, envelope_id, revision, last_used_at } = found;
  const isLost = found.bytes === undefined || found.bytes.byteLength === 0;
  return {
    row: { id, user_id, workspace_id, name, provider, envelope_id, revision, last_used_at },
    bytes: isLost ? undefined : found.bytes,
    organizationId: found.organization_id,
    actorName: found.user_name,
  };
}

// As many as the next power of two, the last one again and again: PostgreSQL keeps a plan for each number of them.
function inFewForms(asked: readonly Asked[]): readonly Asked[] {
  const [last, size] = [asked.at(-1), 2 ** Math.ceil(Math.log2(Math.max(1, asked.length)))];
  return last === undefined ? [] : [...asked, ...Array.from({ length: size - asked.length }, () => last)];
}

// With their types: PostgreSQL takes values that stand alone for texts.
function toValues({ credentialId, actor }: Asked) {
  return sql`(CAST(${credentialId} AS TEXT), CAST(${actor} AS BIGINT))`;
}

function nameOf({ credentialId, actor }: { readonly credentialId: string; readonly actor: number | null }): string {
  return `${String(actor)} ${credentialId}`;
}
