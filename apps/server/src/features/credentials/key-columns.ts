import { gitProviders, gitReach } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import { firstCheckAt } from "./checks/first-check.ts";
import type { PreparedKeys } from "./prepare-keys.ts";
import { describeKeys } from "./providers.ts";
import type { StoredCredential } from "./store.ts";

type KeyColumns = Pick<StoredCredential, "public_keys" | "held_secrets" | "connection_id" | "mode" | "base_url" | "git_reach">;

/** Of keys that nobody has asked the provider about: that is done at once, where it can be. */
export function uncheckedColumns(provider: string, now: TimeMs) {
  return { status: null, status_message: null, validated_at: null, next_check_at: firstCheckAt(provider, now), check_failures: 0 };
}

/** What the columns say of what is sealed: for lists, forms and searches. Nobody acts by it. */
export function keyColumns(keys: PreparedKeys): KeyColumns {
  const { shown, secretNames, connectionId, baseUrl } = describeKeys(keys, keys.derived);
  return {
    public_keys: JSON.stringify(shown),
    held_secrets: JSON.stringify(secretNames),
    connection_id: connectionId,
    mode: keys.mode ?? null,
    base_url: baseUrl,
    git_reach: reachColumn(keys.provider, baseUrl),
  };
}

/** What two credentials of a place never have in common: nobody could say which one is meant. Null for what may be there twice. */
function reachColumn(provider: string, baseUrl: string | null): string | null {
  // An app is no rival of a token: it is chosen by its installation.
  if (provider === "github_app") return `github_app ${gitReach("github", baseUrl) ?? ""}`;
  const git = gitProviders.find((known) => known === provider);
  return git === undefined ? null : (gitReach(git, baseUrl) ?? null);
}
