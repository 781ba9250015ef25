import type { Query } from "@postern/database";
import { sql } from "kysely";

/** Somebody's hold of a lease. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly fence: number;
}

// INVARIANT: moments of a lease are those of the database and nobody else's. The clocks of two servers may be hours apart.
const databaseNow = sql<number>`(extract(epoch FROM clock_timestamp()) * 1000)::bigint`;

/**
 * Takes a lease that no other one holds; what was one's own is taken anew, with another fence. `undefined` when somebody else has it. May be asked by
 * many at once: one of them gets it.
 */
export async function takeLease(query: Query, wish: Omit<Lease, "fence"> & { readonly ttlMs: number }): Promise<Lease | undefined> {
  const { name, holder, ttlMs } = wish;
  // Asked every other second by everybody who waits: a look locks nothing and writes nothing.
  const select = query.selectFrom("leases").select("fence").where("name", "=", name).where("holder", "<>", holder);
  if ((await select.where("expires_at", ">", databaseNow).execute()).length > 0) return undefined;
  const taken = { holder, expires_at: sql<number>`${databaseNow} + ${ttlMs}` };
  const row = await query
    .insertInto("leases")
    .values({ name, fence: 1, ...taken })
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet({ ...taken, fence: sql<number>`leases.fence + 1` })
        .where((lease) => lease.or([lease("leases.expires_at", "<=", databaseNow), lease("leases.holder", "=", holder)])),
    )
    .returning("fence")
    .executeTakeFirst();
  return row === undefined ? undefined : { name, holder, fence: row.fence };
}

/** False when it is over, or somebody else's. */
export async function renewLease(query: Query, lease: Lease, ttlMs: number): Promise<boolean> {
  const renewed = await ofLease(query, lease)
    .set({ expires_at: sql<number>`${databaseNow} + ${ttlMs}` })
    .where("expires_at", ">", databaseNow)
    .executeTakeFirst();
  return renewed.numUpdatedRows === 1n;
}

/** Nobody has to wait for its end. Nothing happens when it is somebody else's by now. */
export async function releaseLease(query: Query, lease: Lease): Promise<void> {
  await ofLease(query, lease).set({ expires_at: 0 }).execute();
}

function ofLease(query: Query, { name, holder, fence }: Lease) {
  return query.updateTable("leases").where("name", "=", name).where("holder", "=", holder).where("fence", "=", fence);
}
