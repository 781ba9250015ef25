import { environmentVariable, Secret } from "@postern/vault";

/** Takes the master keys out of an environment, so that no child inherits them (packages/vault/SPEC.md, section 12). Undefined when there are none. */
export function takeVaultKeys(environment: Record<string, string | undefined>): Secret | undefined {
  const text = environment[environmentVariable];
  // SAFETY: what the process was started with stays in `/proc` for its own account and root; the text itself cannot be wiped.
  Reflect.deleteProperty(environment, environmentVariable);
  return text === undefined ? undefined : Secret.fromUtf8(text.toWellFormed());
}
