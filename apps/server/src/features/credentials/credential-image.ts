import type { StoredCredential } from "./store.ts";

/** What the trail keeps of a credential. What is sealed is among it only when it is at hand, and is stored as its keyed hash. */
export function credentialImage(row: StoredCredential, sealed?: object): Readonly<Record<string, unknown>> {
  const { name, description, provider } = row;
  const shown = JSON.parse(row.public_keys) as Readonly<Record<string, unknown>>;
  return { name, description, provider, ...shown, ...(sealed === undefined ? {} : { secret: sealed }) };
}
