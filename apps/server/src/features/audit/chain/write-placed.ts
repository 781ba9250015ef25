import { keptPlan, keptStatement } from "@postern/database";
import type { Engine, Query } from "@postern/database";
import { sql } from "kysely";
import type { ProvenState } from "./chain-state.ts";
import { hashedColumns } from "./hash-entry.ts";
import type { PlacedEntry } from "./place-entries.ts";

/** Bounded by what PostgreSQL takes as parameters of one statement. */
const entriesPerStatement = 500;

const entryColumns = [...hashedColumns, "hash"] as const;
const stateColumns = ["newest_number", "newest_hash", "removed_number", "removed_hash", "begun_at", "key_term", "hash"] as const;
const numbers: ReadonlySet<string> = new Set<(typeof entryColumns)[number]>([
  ...(["id", "at", "actor_user_id", "organization_id", "workspace_id", "token_id", "hash_form", "key_term"] as const),
]);

type Named<Prefix extends string, Row> = { readonly [Name in keyof Row & string as `${Prefix}_${Name}`]: Row[Name] };
type Move = Named<"old", ProvenState> & Named<"new", ProvenState>;
const moveNames = (["old", "new"] as const).flatMap((prefix) => stateColumns.map((column) => `${prefix}_${column}` as const));

/** Writes the entries that follow a state that is locked, and the state behind them. */
export async function writeAfterLocked(query: Query, engine: Engine, { placed, next }: Placed): Promise<void> {
  if (engine === "sqlite") {
    await insertEach(query, placed);
    await query.updateTable("audit_chain").set(next).where("id", "=", 1).execute();
    return;
  }
  const lastFrom = Math.max(0, placed.length - entriesPerStatement);
  for (let from = 0; from < lastFrom; from += entriesPerStatement) {
    const part = placed.slice(from, Math.min(from + entriesPerStatement, lastFrom));
    await query.insertInto("audit_entries").values(part).execute();
  }
  await insertWithState(query, placed.slice(lastFrom), next);
}

/** The same after a state that is believed to be the newest. False when it is not, and then nothing was written. */
export async function writeAfterKnown(
  query: Query,
  engine: Engine,
  { placed, next, known }: Placed & { readonly known: ProvenState },
): Promise<boolean> {
  const move = { ...named("old", known), ...named("new", next) };
  const [first] = placed;
  if (first !== undefined && engine === "postgres")
    return (await moveWithEntry(query, { ...move, ...named("entry", first) })).changed === 1;
  if ((await moveState(query, move)).changed === 0) return false;
  await insertEach(query, placed);
  return true;
}

export interface Placed {
  readonly placed: readonly PlacedEntry[];
  readonly next: ProvenState;
}

// SQLite is in this process: there are no ways to spare, and a long list of values is dearer than short statements.
async function insertEach(query: Query, placed: readonly PlacedEntry[]): Promise<void> {
  for (const entry of placed) await insertEntry(query, entry);
}

const insertEntry = keptStatement<PlacedEntry>(entryColumns, (query, entry) => query.insertInto("audit_entries").values(entry));

const moveState = keptStatement<Move>(moveNames, (query, move) => movedState(query, move));

/** Both as one statement, which spares a way to the database and back while everybody else waits. */
async function insertWithState(query: Query, entries: readonly PlacedEntry[], state: ProvenState): Promise<void> {
  await query
    .with("inserted", (inner) => inner.insertInto("audit_entries").values(entries))
    .updateTable("audit_chain")
    .set(state)
    .where("id", "=", 1)
    .$if(entries.length === 1, (one) => one.modifyEnd(keptPlan))
    .execute();
}

const entryNames = entryColumns.map((column) => `entry_${column}` as const);

/** The entry is written if the state could be moved. For PostgreSQL, which has to be told what kind a selected value is. */
const moveWithEntry = keptStatement<Move & Named<"entry", PlacedEntry>>([...moveNames, ...entryNames], (query, values) =>
  query
    .with("moved", (inner) => movedState(inner as Query, values).returning("id"))
    .insertInto("audit_entries")
    .columns(entryColumns)
    .expression((build) =>
      build
        .selectFrom("moved")
        .select(
          entryColumns.map((column) =>
            sql`CAST(${values[`entry_${column}`]} AS ${sql.raw(numbers.has(column) ? "BIGINT" : "TEXT")})`.as(column),
          ),
        ),
    )
    .modifyEnd(keptPlan),
);

// INVARIANT: every column is compared. One that is left out could have been changed from outside.
function movedState(query: Query, values: Move) {
  const columns = Object.fromEntries(stateColumns.map((column) => [column, values[`new_${column}`]]));
  const unmoved = query.updateTable("audit_chain").set(columns).where("id", "=", 1);
  return stateColumns.reduce((update, column) => update.where(column, "=", values[`old_${column}`]), unmoved);
}

function named<Prefix extends string, Row extends object>(prefix: Prefix, row: Row): Named<Prefix, Row> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [`${prefix}_${name}`, value])) as Named<Prefix, Row>;
}
