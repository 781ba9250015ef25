import type { Engine, Query } from "@postern/database";
import { AppError, toLabelId } from "@postern/domain";
import type { ComputeEnvId } from "@postern/domain";
import { homeOf } from "../../home.ts";
import type { Home } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import { labelText, toStoredLabel } from "./label.ts";
import type { StoredLabel } from "./label.ts";
import * as store from "./store.ts";

/** By environment, for all that live in one place. One without labels is not in it. */
export async function labelsOfEnvironments(query: Query, home: Home): Promise<ReadonlyMap<string, readonly StoredLabel[]>> {
  return Map.groupBy(
    (await store.listOfEnvironments(query, home)).map((row) => ({ ...toStoredLabel(row), environment: row.compute_env_id })),
    ({ environment }) => environment,
  );
}

export async function labelsOfEnvironment(query: Query, id: ComputeEnvId): Promise<readonly StoredLabel[]> {
  return (await store.listOfEnvironment(query, id)).map(toStoredLabel);
}

export interface NamedLabels {
  readonly engine: Engine;
  /** Not given: those that new things of the place get. */
  readonly ids: readonly number[] | null | undefined;
}

/**
 * The labels that somebody names for a thing of the place where they act, inside the transaction that puts them there: until its end nobody
 * deletes them.
 *
 * @throws label.not_found naming the ids that are not of this place.
 */
export async function namedLabels(query: Query, actor: Actor, { engine, ids }: NamedLabels): Promise<readonly StoredLabel[]> {
  const home = homeOf(actor);
  if (ids === null || ids === undefined) return (await store.keepLabels(query, engine, { home, ids: undefined })).map(toStoredLabel);
  const wanted = [...new Set(ids)].map(toLabelId);
  const found = wanted.length === 0 ? [] : await store.keepLabels(query, engine, { home, ids: wanted });
  const missing = wanted.filter((id) => found.every((row) => row.id !== id));
  if (missing.length === 0) return found.map(toStoredLabel);
  throw new AppError("label.not_found", `Labels that are not here: ${missing.join(", ")}.`, { fields: ["labelIds"] });
}

/** Replaces those of an environment. */
export async function putEnvironmentLabels(query: Query, id: ComputeEnvId, labels: readonly StoredLabel[]): Promise<void> {
  await store.putLabels(
    query,
    id,
    labels.map((label) => label.id),
  );
}

/** What the trail keeps of them; nothing for none. */
export function labelsImage(labels: readonly StoredLabel[]): { readonly labels?: readonly string[] } {
  return labels.length === 0 ? {} : { labels: labels.map(labelText) };
}
