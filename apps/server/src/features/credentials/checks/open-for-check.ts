import type { SecretOpener } from "../open-secret.ts";
import type { OpenedKeys } from "../sealed-keys.ts";
import type { ProbedCredential } from "./probes/probe.ts";
import type { OpenForCheck } from "./service.ts";

/** Open members that a probe may need besides the secret ones. */
const openNames = ["username", "userName", "registry", "certificate"];

/** All members of a credential, out of what is sealed: columns are for showing, and whoever can write to the database writes those. */
export function openForCheck(secrets: Pick<SecretOpener, "withKeys">): OpenForCheck {
  return (use, act) => secrets.withKeys(use, (keys, row) => act(toProbed(keys), row.revision));
}

// The texts cannot be wiped; they are let go of when the probe has its answer.
function toProbed(keys: OpenedKeys): ProbedCredential {
  const open = openNames.map((name) => [name, keys.findText(name)] as const);
  const secret = keys.secretNames.map((name) => [name, keys.findSecret(name)?.useText((text) => text)] as const);
  return { provider: keys.provider, baseUrl: keys.findText("baseUrl") ?? null, members: Object.fromEntries([...open, ...secret]) };
}
