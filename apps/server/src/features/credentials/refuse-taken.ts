import { isUniqueViolation } from "@postern/database";
import type { Query } from "@postern/database";
import { AppError } from "@postern/domain";
import { homeOfRow } from "../../home.ts";
import { nameTaken } from "./credential-errors.ts";
import * as store from "./store.ts";
import type { StoredCredential } from "./store.ts";

type Wanted = Pick<StoredCredential, "id" | "user_id" | "workspace_id" | "name" | "git_reach">;

/**
 * Inside the transaction that writes: another credential of the place has neither the name nor the reach. Two that are written at once both
 * pass here; the indices of the tables stop one of them, and then `explainTaken` says which it was.
 *
 * @throws credential.name_taken · credential.reach_taken
 */
export async function refuseTaken(query: Query, wanted: Wanted): Promise<void> {
  const problem = await findTaken(query, wanted);
  if (problem !== undefined) throw problem;
}

/** What to say instead of the storage's own words, once nothing of the transaction is left. */
export async function explainTaken(query: Query, wanted: Wanted, error: unknown): Promise<unknown> {
  return isUniqueViolation(error) ? ((await findTaken(query, wanted)) ?? error) : error;
}

async function findTaken(query: Query, wanted: Wanted): Promise<AppError | undefined> {
  const home = homeOfRow(wanted);
  const [byName, byReach] = await store.findRivals(query, home, wanted);
  if (byName !== undefined) return nameTaken(wanted.name);
  if (byReach === undefined) return undefined;
  const message = `A credential for the same repositories already exists: ${byReach.name}.`;
  return new AppError("credential.reach_taken", message, { fields: ["credentials.baseUrl"] });
}
