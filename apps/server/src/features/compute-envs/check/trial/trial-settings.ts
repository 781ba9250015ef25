import type { Vault } from "@postern/vault";
import { trialMarkOf } from "./trial-mark.ts";
import type { TrialSettings } from "./trial.ts";

/** How long people wait for a trial job: longer than a quiet cluster needs, and shorter than a queue can be. */
const patienceMs = 5 * 60_000;

interface TrialParts {
  readonly publicUrl: () => string;
  readonly authorityPem: string | undefined;
  readonly vault: Pick<Vault, "isSealed" | "keyedHash">;
}

/** What the trials of a server's checks need, as it is now; none while the vault is sealed, because their names are made with its keys. */
export function trialSettings({ publicUrl, authorityPem, vault }: TrialParts): TrialSettings | undefined {
  if (vault.isSealed) return undefined;
  return { publicUrl: publicUrl(), authorityPem, patienceMs, nameOf: trialMarkOf(vault) };
}
