import type { Database, Query } from "@postern/database";
import { AppError, isAppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import { makeCheckRecord, opensCheckRecord } from "@postern/vault";
import type { Vault } from "@postern/vault";
import { judgeChain } from "../audit/service.ts";
import { ownersOf } from "./envelope-owner.ts";
import type { FindOwners } from "./envelope-owner.ts";
import type { HeldKeys } from "./held-keys.ts";
import * as store from "./store.ts";

/** Envelopes that are tried where no check record says whether the keys are right: one damaged row must not decide it. */
const tried = 20;

export interface CheckParts {
  readonly database: Database;
  readonly owners: readonly FindOwners[];
}

/**
 * Holds keys against what was sealed here (packages/vault/SPEC.md, section 14). Changes nothing.
 *
 * @throws vault.key_term_missing · vault.key_wrong naming the term. @throws vault.sealed
 */
export async function requireRightKeys(query: Query, { vault, seal }: HeldKeys, owners: CheckParts["owners"]): Promise<void> {
  const terms = await store.listTerms(query);
  for (const { term, check_record, dropped_at } of terms) {
    if (dropped_at !== null) continue;
    // Another process may have added it a moment ago.
    if (!vault.knows(term)) throw termMissing(term, { vault, seal });
    if (!opensCheckRecord(vault, { term, envelope: check_record })) throw keyWrong(term, seal.name);
  }
  if (terms.length === 0) await requireOpens(query, { vault, seal }, owners);
}

/**
 * Has the check record of the active term, unless it is there. May be repeated, and run by several servers at once.
 *
 * @throws vault.key_wrong when somebody else has taken another key of that term into use meanwhile.
 */
export async function ensureCheckRecord({ database, owners }: CheckParts, { vault, seal }: HeldKeys, now: TimeMs): Promise<void> {
  const terms = await store.listTerms(database.query);
  if (terms.some(({ term }) => term === vault.activeTerm)) return;
  const { term, envelope } = makeCheckRecord(vault);
  if (await store.insertTerm(database.query, { term, check_record: envelope, created_at: now, dropped_at: null })) return;
  await requireRightKeys(database.query, { vault, seal }, owners);
}

/** Both, for keys that are about to be used. @throws as both */
export async function takeIntoUse(parts: CheckParts, keys: HeldKeys, now: TimeMs): Promise<void> {
  await requireRightKeys(parts.database.query, keys, parts.owners);
  await ensureCheckRecord(parts, keys, now);
}

/** Without check records: an older Postern has sealed here, and what it sealed has to open. */
async function requireOpens(query: Query, keys: HeldKeys, owners: CheckParts["owners"]): Promise<void> {
  const { vault, seal } = keys;
  const chain = await judgeChain(query, vault);
  if (chain.kind === "unknown") throw termMissing(chain.term, keys);
  if (chain.kind === "ours") return;
  const [first, ...others] = await store.listHeads(query, "", tried);
  if (first === undefined && chain.kind === "none") return;
  if (first !== undefined && (await someOpen(query, vault, { ids: [first, ...others].map(({ id }) => id), owners }))) return;
  const term = chain.kind === "spoilt" ? chain.term : (first?.keyTerm ?? vault.activeTerm);
  throw keyWrong(term, seal.name);
}

interface Tried {
  readonly ids: readonly string[];
  readonly owners: CheckParts["owners"];
}

async function someOpen(query: Query, vault: Vault, { ids, owners }: Tried): Promise<boolean> {
  const known = await ownersOf(query, ids, owners);
  const envelopes = await store.listEnvelopes(query, ids);
  return envelopes.some(({ id, bytes }) => {
    const owner = known.get(id);
    return owner !== undefined && opens(() => vault.open(bytes, owner.context).destroy());
  });
}

function opens(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

function termMissing(term: number, { vault, seal }: HeldKeys): AppError {
  const held = vault.terms.join(", ");
  return new AppError("vault.key_term_missing", `The key of term ${String(term)} is missing: ${seal.name} holds ${held}.`);
}

function keyWrong(term: number, name: string): AppError {
  return new AppError("vault.key_wrong", `The key of term ${String(term)} in ${name} is not the one with which this data was sealed.`);
}
