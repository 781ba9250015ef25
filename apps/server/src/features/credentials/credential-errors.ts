import { AppError, credentialNameProblem } from "@postern/domain";
import type { CredentialId } from "@postern/domain";
import { homeOf, livesIn } from "../../home.ts";
import type { Actor } from "../../http/caller.ts";
import type { StoredCredential } from "./store.ts";

/** @throws credential.name_invalid with the reason. */
export function refuseBadName(name: string): void {
  const problem = credentialNameProblem(name);
  if (problem !== undefined) throw new AppError("credential.name_invalid", problem, { fields: ["credentials.name"] });
}

/** @throws credential.not_found also for a credential of another place. */
export function credentialAt(actor: Actor, row: StoredCredential | undefined, id: CredentialId): StoredCredential {
  if (row !== undefined && livesIn(homeOf(actor), row)) return row;
  throw credentialNotFound(id);
}

/** The same for one that is not there and one that lives elsewhere. */
export function credentialNotFound(id: CredentialId): AppError {
  return new AppError("credential.not_found", `Credential ${id} not found.`);
}

export function nameTaken(name: string): AppError {
  return new AppError("credential.name_taken", `A credential named ${name} already exists.`, { fields: ["credentials.name"] });
}

/** Only this one cannot be used. */
export function damaged(name: string, cause?: unknown): AppError {
  const message = `What is kept of the credential ${name} is damaged and cannot be opened. Enter all of its secrets again.`;
  return new AppError("credential.damaged", message, { cause });
}
