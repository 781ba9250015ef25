import { credentialFields, findCredentialProvider, gitProviders, gitReach } from "@postern/domain";
import type { CredentialField } from "@postern/domain";
import { describeKeys, invalidMembers } from "./providers.ts";
import type { ParsedKeys } from "./providers.ts";
import { readableKeysOf } from "./read-columns.ts";
import type { StoredCredential } from "./store.ts";

/**
 * SAFETY: a secret is sent where the open members say. Whoever may edit a credential need not know its secret, and must not get it by
 * naming a host of their own: beside another host, every secret is asked for again. Another path of the same host is no other place.
 *
 * @throws request.invalid naming the secrets that are to be sent.
 */
export function refuseLedElsewhere(row: StoredCredential, sent: ParsedKeys, kept: readonly string[]): void {
  if (kept.length === 0) return;
  const then = hostOf(row.provider, row.base_url, readableKeysOf(row)["registry"]);
  // As it will be shown: a registry that is not named is the usual one.
  const { baseUrl, shown } = describeKeys(sent);
  if (then === hostOf(row.provider, baseUrl, shown["registry"])) return;
  const fields = credentialFieldsOf(row.provider);
  throw invalidMembers(
    kept.map((field) => {
      const label = fields.find(({ name }) => name === field)?.label ?? field;
      return { field, message: `${label} is kept for the server that was named before: enter it again for the other one.` };
    }),
  );
}

function credentialFieldsOf(provider: string): readonly CredentialField[] {
  const definition = findCredentialProvider(provider);
  return definition === undefined ? [] : credentialFields(definition);
}

// SAFETY: stricter than `hostOfCheck`, which only spaces questions: that one takes the names of a registry for one, and what it cannot read for
// nothing in particular. Here every other text is another place, and so is one without encryption.
function hostOf(provider: string, baseUrl: unknown, registry: unknown): string {
  const url = typeof baseUrl === "string" ? baseUrl : "";
  const git = gitProviders.find((known) => known === provider);
  const text = git === undefined ? url || (typeof registry === "string" ? registry : "") : (gitReach(git, url) ?? url);
  const isPlain = /^http:\/\//i.test(url);
  return `${isPlain ? "http" : "https"} ${text
    .trim()
    .replace(/^[a-z]+:\/\//i, "")
    .replace(/\/.*$/s, "")
    .toLowerCase()}`;
}
