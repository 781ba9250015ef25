import type { Engine, KeyRotationProblemRow, KeyRotationRow, KeyTermRow, Query } from "@postern/database";
import type { TimeMs } from "@postern/domain";
import { sql } from "kysely";

/** An envelope without its body. */
export interface EnvelopeHead {
  readonly id: string;
  readonly keyTerm: number;
  /** The first bytes: version and term. */
  readonly head: Uint8Array;
  readonly sizeBytes: number;
}

export interface StoredEnvelope {
  readonly id: string;
  readonly bytes: Uint8Array;
}

// What was wiped is nobody's any more. The same words as in the index.
const isHeld = sql<boolean>`length(bytes) > 0`;
const headSizeBytes = 5;

/** Nobody else adds or drops a term until the transaction ends. */
export async function holdTerms(query: Query): Promise<readonly KeyTermRow[]> {
  // An update of nothing: both engines then keep everybody else out, on SQLite and on PostgreSQL alike.
  await query
    .updateTable("key_terms")
    .set((row) => ({ created_at: row.ref("created_at") }))
    .execute();
  return listTerms(query);
}

export function listTerms(query: Query): Promise<KeyTermRow[]> {
  return query.selectFrom("key_terms").selectAll().orderBy("term").execute();
}

/** Gives false when somebody else has stored a record of that term. */
export async function insertTerm(query: Query, row: KeyTermRow): Promise<boolean> {
  const done = await query
    .insertInto("key_terms")
    .values({ ...row, check_record: Buffer.from(row.check_record) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return done.numInsertedOrUpdatedRows === 1n;
}

export async function markDropped(query: Query, term: number, at: TimeMs): Promise<void> {
  await query.updateTable("key_terms").set({ dropped_at: at }).where("term", "=", term).execute();
}

export async function removeTerms(query: Query): Promise<void> {
  await query.deleteFrom("key_terms").execute();
}

/** The rotation that counts. */
export function findRotation(query: Query): Promise<KeyRotationRow | undefined> {
  return query.selectFrom("key_rotations").selectAll().orderBy("id", "desc").limit(1).executeTakeFirst();
}

/** The same for who changes it: nobody else does until the transaction ends. */
export function holdRotation(query: Query, engine: Engine): Promise<KeyRotationRow | undefined> {
  const newest = query.selectFrom("key_rotations").selectAll().orderBy("id", "desc").limit(1);
  return (engine === "postgres" ? newest.forUpdate() : newest).executeTakeFirst();
}

/** The same, unless somebody else is at it: then there is nothing to do here. */
export function holdRotationIfFree(query: Query, engine: Engine): Promise<KeyRotationRow | undefined> {
  const newest = query.selectFrom("key_rotations").selectAll().orderBy("id", "desc").limit(1);
  return (engine === "postgres" ? newest.forUpdate().skipLocked() : newest).executeTakeFirst();
}

export async function insertRotation(query: Query, row: KeyRotationRow): Promise<void> {
  await query.insertInto("key_rotations").values(row).execute();
}

export async function updateRotation(query: Query, id: number, patch: Partial<KeyRotationRow>): Promise<void> {
  await query.updateTable("key_rotations").set(patch).where("id", "=", id).execute();
}

/** Heads in the order of their ids, after a place. */
export async function listHeads(query: Query, after: string, limit: number): Promise<readonly EnvelopeHead[]> {
  const rows = await query
    .selectFrom("envelopes")
    .select([
      "id",
      "key_term",
      sql<Uint8Array>`substr(bytes, 1, ${sql.lit(headSizeBytes)})`.as("head"),
      sql<number>`length(bytes)`.as("size"),
    ])
    .where("id", ">", after)
    .where(isHeld)
    .orderBy("id")
    .limit(limit)
    .execute();
  return rows.map(({ id, key_term, head, size }) => ({ id, keyTerm: key_term, head: toBytes(head), sizeBytes: size }));
}

/** Whole envelopes, held until the transaction ends. Those that somebody else holds are left out: we wait for nobody, so nobody waits for us in turn. */
export async function holdEnvelopes(query: Query, engine: Engine, ids: readonly string[]): Promise<readonly StoredEnvelope[]> {
  const found = envelopesOf(query, ids).orderBy("id");
  const rows = await (engine === "postgres" ? found.forUpdate().skipLocked() : found).execute();
  return rows.map(({ id, bytes }) => ({ id, bytes: toBytes(bytes) }));
}

export async function listEnvelopes(query: Query, ids: readonly string[]): Promise<readonly StoredEnvelope[]> {
  const rows = await envelopesOf(query, ids).execute();
  return rows.map(({ id, bytes }) => ({ id, bytes: toBytes(bytes) }));
}

function envelopesOf(query: Query, ids: readonly string[]) {
  return query
    .selectFrom("envelopes")
    .select(["id", "bytes"])
    .where("id", "in", [...ids])
    .where(isHeld);
}

// SQLite lets a foreign hand store a text there. It opens nothing, and must not stop what is done with the others.
function toBytes(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? value : Buffer.from(String(value));
}

/** An envelope as it was read, and what is to stand in its place. */
export interface Replacement {
  readonly read: StoredEnvelope;
  readonly next: Uint8Array;
}

/**
 * Writes other bytes where those that were read still stand; gives the ids. One statement for all: on PostgreSQL most of the time would be spent
 * on the way there and back.
 */
export async function replaceEnvelopes(
  query: Query,
  engine: Engine,
  { replacements, term }: { readonly replacements: readonly Replacement[]; readonly term: number },
): Promise<readonly string[]> {
  if (replacements.length === 0) return [];
  const bytesType = sql.raw(engine === "postgres" ? "BYTEA" : "BLOB");
  const bytesOf = (bytes: Uint8Array) => sql`CAST(${Buffer.from(bytes)} AS ${bytesType})`;
  const ids = sql.join(replacements.map(({ read }) => sql`${read.id}`));
  const by = (pick: (each: Replacement) => Uint8Array) => {
    const cases = replacements.map((each) => sql`WHEN ${each.read.id} THEN ${bytesOf(pick(each))}`);
    return sql`CASE id ${sql.join(cases, sql` `)} END`;
  };
  // By a list of ids, and not by a join: a planner that knows little of the table would read all of it for each batch.
  const { rows: done } = await sql<{ id: string }>`
    UPDATE envelopes SET bytes = ${by(({ next }) => next)}, key_term = ${term}
    WHERE id IN (${ids}) AND bytes = ${by(({ read }) => read.bytes)} RETURNING id`.execute(query);
  return done.map(({ id }) => id);
}

/** The column beside the bytes says what they say. */
export async function correctTerm(query: Query, id: string, term: number): Promise<void> {
  await query.updateTable("envelopes").set({ key_term: term }).where("id", "=", id).execute();
}

/** How many envelopes each term has, by the column beside the bytes. */
export async function countByTerm(query: Query): Promise<ReadonlyMap<number, number>> {
  const rows = await query
    .selectFrom("envelopes")
    .select(["key_term", sql<number>`count(*)`.as("count")])
    .where(isHeld)
    .groupBy("key_term")
    .execute();
  return new Map(rows.map(({ key_term, count }) => [key_term, count]));
}

/** Whether something of an older term is left that is no known problem. */
export async function hasOlder(query: Query, term: number): Promise<boolean> {
  const row = await query
    .selectFrom("envelopes")
    .select("id")
    .where(isHeld)
    .where("key_term", "<", term)
    .where("id", "not in", query.selectFrom("key_rotation_problems").select("envelope_id"))
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** How many envelopes say in their bytes, or beside them, that they have this term. Looks at every one. */
export async function countOfTerm(query: Query, term: number): Promise<number> {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(term);
  const row = await query
    .selectFrom("envelopes")
    .select(sql<number>`count(*)`.as("count"))
    .where(isHeld)
    .where((of) => of.or([of("key_term", "=", term), sql<boolean>`substr(bytes, 2, 4) = ${bytes}`]))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** How many audit entries are hashed with this term. Looks at every one. */
export async function countEntriesOfTerm(query: Query, term: number): Promise<number> {
  const row = await query
    .selectFrom("audit_entries")
    .select(sql<number>`count(*)`.as("count"))
    .where("key_term", "=", term)
    .executeTakeFirstOrThrow();
  return row.count;
}

/** The term of the oldest entry of the audit trail: all terms from there on are needed to check it. */
export async function findOldestEntryTerm(query: Query): Promise<number | undefined> {
  const row = await query
    .selectFrom("audit_entries")
    .select("key_term")
    .where("key_term", "is not", null)
    .orderBy("id")
    .limit(1)
    .executeTakeFirst();
  return row?.key_term ?? undefined;
}

export async function findUserName(query: Query, id: number): Promise<string | undefined> {
  return (await query.selectFrom("users").select("user_name").where("id", "=", id).executeTakeFirst())?.user_name;
}

export async function noteProblem(query: Query, row: KeyRotationProblemRow): Promise<void> {
  const { envelope_id: _, ...rest } = row;
  await query
    .insertInto("key_rotation_problems")
    .values(row)
    .onConflict((conflict) => conflict.column("envelope_id").doUpdateSet(rest))
    .execute();
}

export async function forgetProblems(query: Query, envelopeIds?: readonly string[]): Promise<void> {
  const all = query.deleteFrom("key_rotation_problems");
  if (envelopeIds === undefined) await all.execute();
  else if (envelopeIds.length > 0) await all.where("envelope_id", "in", [...envelopeIds]).execute();
}

/** Problems of envelopes that are still there and not on the term yet. */
export function listProblems(query: Query, term: number, limit: number): Promise<KeyRotationProblemRow[]> {
  return problemsOf(query, term).selectAll("key_rotation_problems").orderBy("key_rotation_problems.envelope_id").limit(limit).execute();
}

export async function countProblems(query: Query, term: number): Promise<Readonly<Record<KeyRotationProblemRow["kind"], number>>> {
  const rows = await problemsOf(query, term)
    .select(["kind", sql<number>`count(*)`.as("count")])
    .groupBy("kind")
    .execute();
  const countOf = (wanted: KeyRotationProblemRow["kind"]): number => rows.find(({ kind }) => kind === wanted)?.count ?? 0;
  return { failed: countOf("failed"), orphaned: countOf("orphaned") };
}

function problemsOf(query: Query, term: number) {
  return query
    .selectFrom("key_rotation_problems")
    .innerJoin("envelopes", "envelopes.id", "key_rotation_problems.envelope_id")
    .where(isHeld)
    .where("envelopes.key_term", "<", term);
}
