import type { Engine, Query } from "@postern/database";
import type { ComputeEnvId } from "@postern/domain";
import type { SecretVariable } from "./secret-variable.ts";

/** In their order; empty when there are none. */
export async function listSecretVariables(query: Query, id: ComputeEnvId): Promise<readonly SecretVariable[]> {
  const row = await query.selectFrom("secret_variables").select("variables").where("compute_env_id", "=", id).executeTakeFirst();
  return row === undefined ? [] : (JSON.parse(row.variables) as readonly SecretVariable[]);
}

export interface NewEnvelope {
  /** Of the row, where there is none yet. */
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly keyTerm: number;
}

export interface SealedVariables {
  readonly id: ComputeEnvId;
  readonly variables: readonly SecretVariable[];
  readonly envelope: NewEnvelope;
}

/** In the place of what was there; the id of the envelope that is there stays. With the row of the environment held. */
export async function putSecretVariables(query: Query, { id, variables, envelope }: SealedVariables): Promise<void> {
  const sealed = { bytes: Buffer.from(envelope.bytes), key_term: envelope.keyTerm };
  const shown = JSON.stringify(variables.map(({ name, head, compute }) => ({ name, head, compute })));
  const old = await query.selectFrom("secret_variables").select("envelope_id").where("compute_env_id", "=", id).executeTakeFirst();
  if (old === undefined) {
    await query
      .insertInto("envelopes")
      .values({ id: envelope.id, ...sealed })
      .execute();
    await query.insertInto("secret_variables").values({ compute_env_id: id, envelope_id: envelope.id, variables: shown }).execute();
    return;
  }
  await query.updateTable("envelopes").set(sealed).where("id", "=", old.envelope_id).execute();
  await query.updateTable("secret_variables").set({ variables: shown }).where("compute_env_id", "=", id).execute();
}

/** What is sealed goes with its environment: a backup of tomorrow must not hold it. */
export async function wipeSecretVariables(query: Query, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const gone = await query
    .updateTable("secret_variables")
    .set({ variables: "[]" })
    .where("compute_env_id", "in", [...ids])
    .returning("envelope_id")
    .execute();
  for (const { envelope_id: id } of gone)
    await query
      .updateTable("envelopes")
      .set({ bytes: Buffer.alloc(0) })
      .where("id", "=", id)
      .execute();
}

/** Held until the end of the transaction: what is changed or wiped meanwhile must not be opened from a copy. */
export async function holdSealed(query: Query, engine: Engine, id: ComputeEnvId): Promise<Uint8Array | undefined> {
  const select = query.selectFrom("secret_variables").select("envelope_id").where("compute_env_id", "=", id);
  const held = await (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
  if (held === undefined) return undefined;
  return (await query.selectFrom("envelopes").select("bytes").where("id", "=", held.envelope_id).executeTakeFirst())?.bytes;
}
