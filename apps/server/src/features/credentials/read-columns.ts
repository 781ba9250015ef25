import type { ReadableKeys } from "@postern/contracts";
import type { CredentialProvider } from "@postern/domain";
import type { StoredCredential } from "./store.ts";

type Columns = Pick<StoredCredential, "provider" | "public_keys" | "held_secrets">;

/** Members that are no secret. What is not readable any more counts as empty, so that one damaged row takes no list away. */
export function readableKeysOf(row: Columns): ReadableKeys {
  const keys = parse(row.public_keys);
  const members = typeof keys === "object" && keys !== null && !Array.isArray(keys) ? keys : {};
  return { ...members, discriminator: row.provider as CredentialProvider };
}

/** Names of the secret members that are sealed, as far as the columns know. */
export function heldSecretsOf(row: Columns): readonly string[] {
  const names = parse(row.held_secrets);
  return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told to whoever opens the credential.
    return undefined;
  }
}
