import { gitProviders } from "@postern/domain";
import type { TimeMs } from "@postern/domain";

/** Providers of which there is something to ask. */
const checked: readonly string[] = [...gitProviders.filter((provider) => provider !== "github_app"), "container-reg", "tw-agent", "ssh"];

/** Whether credentials of a provider are checked. */
export function isChecked(provider: string): boolean {
  return checked.includes(provider);
}

/** When new keys are to be asked about: at once, where there is anything to ask. */
export function firstCheckAt(provider: string, now: TimeMs): TimeMs | null {
  return isChecked(provider) ? now : null;
}

/** Whether a check asks somebody outside: what is known here needs no sparing of others. */
export function asksOutside(provider: string): boolean {
  return isChecked(provider) && provider !== "tw-agent" && provider !== "ssh";
}
