import type { RegistryCredentials } from "@postern/contracts";
import type { Query } from "@postern/database";
import { AppError, isAppError, sameRegistryProblem, toCredentialId } from "@postern/domain";
import type { CredentialId } from "@postern/domain";
import type { Actor } from "../../../http/caller.ts";
import { toChosenRegistry } from "./chosen-registry.ts";
import type { ChosenRegistry } from "./chosen-registry.ts";

export interface HeldRegistryCredentials {
  /** Held until the end of the transaction. @throws credential.not_found also for one of another place. @throws use.limited */
  holdForUse(
    query: Query,
    actor: Actor,
    id: CredentialId,
  ): Promise<{ readonly id: string; readonly name: string; readonly provider: string; readonly public_keys: string }>;
}

interface WantedRegistries {
  readonly credentials: HeldRegistryCredentials;
  readonly ids: RegistryCredentials;
}

/**
 * Inside the transaction that chooses them: credentials of registries of the place that the person may use, each for another registry, because
 * the file that container engines read has one entry for each.
 *
 * @throws request.invalid · credential.not_found · use.limited, naming the member at fault.
 */
export async function holdRegistries(query: Query, actor: Actor, wanted: WantedRegistries): Promise<readonly ChosenRegistry[]> {
  const held = new Map<string, ChosenRegistry>();
  // In one order, whoever holds several.
  for (const id of [...new Set(wanted.ids)].toSorted()) held.set(id, await holdRegistry(query, actor, { ...wanted, id }));
  const chosen = wanted.ids.flatMap((id) => held.get(id) ?? []);
  const twice = sameRegistryProblem(chosen);
  if (twice !== undefined) throw new AppError("request.invalid", twice.problem, { fields: [fieldOf(twice.place)] });
  return chosen;
}

async function holdRegistry(query: Query, actor: Actor, wanted: WantedRegistries & { readonly id: string }): Promise<ChosenRegistry> {
  const fields = [fieldOf(wanted.ids.indexOf(wanted.id))];
  const row = await wanted.credentials.holdForUse(query, actor, toCredentialId(wanted.id)).catch((error: unknown) => {
    throw isAppError(error) ? new AppError(error.code, error.message, { fields, cause: error }) : error;
  });
  if (row.provider === "container-reg") return toChosenRegistry(row);
  throw new AppError("request.invalid", `The credential ${row.name} is not one of a container registry.`, { fields });
}

const fieldOf = (index: number): string => `registryCredentialsIds.${String(index)}`;
