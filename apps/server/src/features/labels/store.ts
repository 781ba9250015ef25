import type { Engine, LabelRow, Query } from "@postern/database";
import type { ComputeEnvId, LabelId } from "@postern/domain";
import { sql } from "kysely";
import type { Insertable, Selectable, SqlBool } from "kysely";
import { rowsOf } from "../../home.ts";
import type { Home } from "../../home.ts";
import { likeContaining } from "../../like-pattern.ts";
import { readPage } from "../../read-page.ts";
import type { Page, PageOf } from "../../read-page.ts";

export type LabelRead = Selectable<LabelRow>;

export interface LabelSearch {
  /** Part of a name or a value; empty for all. */
  readonly search: string;
  readonly isResource: boolean | undefined;
  readonly isDefault: boolean | undefined;
}

/** In the order of their names, then values. */
export function listLabels(
  query: Query,
  home: Home,
  { search, isResource, isDefault, ...page }: LabelSearch & Page,
): Promise<PageOf<LabelRead>> {
  let found = labelsAt(query, home);
  if (isResource !== undefined) found = found.where("is_resource", "=", isResource ? 1 : 0);
  if (isDefault !== undefined) found = found.where("is_default", "=", isDefault ? 1 : 0);
  if (search !== "") {
    const pattern = likeContaining(search.toLowerCase());
    found = found.where(sql<SqlBool>`(name_key LIKE ${pattern} ESCAPE '!' OR lower(value) LIKE ${pattern} ESCAPE '!')`);
  }
  return readPage(found.orderBy("name_key").orderBy("value").orderBy("id"), page);
}

export function findLabel(query: Query, home: Home, id: LabelId): Promise<LabelRead | undefined> {
  return labelsAt(query, home).where("id", "=", id).executeTakeFirst();
}

/** The same for whoever changes or deletes it: until the end of the transaction nobody else does, or puts it on something. */
export function holdLabel(
  query: Query,
  engine: Engine,
  { home, id }: { readonly home: Home; readonly id: LabelId },
): Promise<LabelRead | undefined> {
  const select = labelsAt(query, home).where("id", "=", id);
  return (engine === "postgres" ? select.forUpdate() : select).executeTakeFirst();
}

/** Those of the ids that are of that place; not given: the default ones. They stay until the end of the transaction. */
export function keepLabels(
  query: Query,
  engine: Engine,
  { home, ids }: { readonly home: Home; readonly ids: readonly LabelId[] | undefined },
): Promise<LabelRead[]> {
  const all = labelsAt(query, home);
  const wanted = ids === undefined ? all.where("is_default", "=", 1) : all.where("id", "in", [...ids]);
  const select = wanted.orderBy("name_key").orderBy("value");
  return (engine === "postgres" ? select.forShare() : select).execute();
}

export async function countLabels(query: Query, home: Home): Promise<number> {
  const { count } = await query
    .selectFrom("labels")
    .select(({ fn }) => fn.countAll().as("count"))
    .where(rowsOf(home))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function insertLabel(query: Query, row: Insertable<LabelRow>): Promise<number> {
  return (await query.insertInto("labels").values(row).returning("id").executeTakeFirstOrThrow()).id;
}

export type LabelPatch = Partial<Pick<LabelRow, "name" | "name_key" | "value" | "is_default" | "updated_at">>;

export async function updateLabel(query: Query, id: LabelId, patch: LabelPatch): Promise<void> {
  await query.updateTable("labels").set(patch).where("id", "=", id).execute();
}

/** Takes it off everything that has it. */
export async function deleteLabel(query: Query, id: LabelId): Promise<void> {
  await query.deleteFrom("compute_env_labels").where("label_id", "=", id).execute();
  await query.deleteFrom("labels").where("id", "=", id).execute();
}

export async function deleteLabelsOf(query: Query, home: Home): Promise<void> {
  const ids = query.selectFrom("labels").select("id").where(rowsOf(home));
  await query.deleteFrom("compute_env_labels").where("label_id", "in", ids).execute();
  await query.deleteFrom("labels").where(rowsOf(home)).execute();
}

/** How many environments have it; deleted ones do not count. */
export async function countUses(query: Query, id: LabelId): Promise<number> {
  const { count } = await query
    .selectFrom("compute_env_labels")
    .innerJoin("compute_envs", "compute_envs.id", "compute_env_labels.compute_env_id")
    .select(({ fn }) => fn.countAll().as("count"))
    .where("label_id", "=", id)
    .where("deleted_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function putLabels(query: Query, computeEnvId: ComputeEnvId, ids: readonly LabelId[]): Promise<void> {
  await query.deleteFrom("compute_env_labels").where("compute_env_id", "=", computeEnvId).execute();
  if (ids.length === 0) return;
  await query
    .insertInto("compute_env_labels")
    .values(ids.map((id) => ({ compute_env_id: computeEnvId, label_id: id })))
    .execute();
}

export type EnvironmentLabel = LabelRead & { readonly compute_env_id: string };

/** Of all environments that live in one place, in one question. */
export function listOfEnvironments(query: Query, home: Home): Promise<EnvironmentLabel[]> {
  return query
    .selectFrom("compute_env_labels")
    .innerJoin("labels", "labels.id", "compute_env_labels.label_id")
    .selectAll("labels")
    .select("compute_env_id")
    .where(rowsOf(home))
    .orderBy("name_key")
    .orderBy("value")
    .execute();
}

export function listOfEnvironment(query: Query, id: ComputeEnvId): Promise<LabelRead[]> {
  return query
    .selectFrom("compute_env_labels")
    .innerJoin("labels", "labels.id", "compute_env_labels.label_id")
    .selectAll("labels")
    .where("compute_env_id", "=", id)
    .orderBy("name_key")
    .orderBy("value")
    .execute();
}

function labelsAt(query: Query, home: Home) {
  return query.selectFrom("labels").selectAll().where(rowsOf(home));
}
