import type { NextflowVersionsOffer } from "@postern/contracts";
import type { Suggestion } from "../../ui/SuggestField.tsx";

/** Each version once, with where a run would take it from. */
export function versionSuggestions(offer: NextflowVersionsOffer | undefined): readonly Suggestion[] {
  const first = new Map<string, Suggestion>();
  for (const { module, version } of offer?.versions ?? []) {
    if (!first.has(version)) first.set(version, { name: version, about: module === null ? "kept on the cluster" : `module ${module}` });
  }
  return [...first.values()];
}

/** What a launch gets that names none. */
export function emptyVersionWords(offer: Pick<NextflowVersionsOffer, "chosen" | "found"> | undefined): string {
  if (offer !== undefined && offer.chosen !== null) return `Empty: ${offer.chosen}, as the environment says.`;
  const found = offer?.found ?? null;
  return found === null ? "Empty: what the cluster has." : `Empty: what the cluster has, ${found}.`;
}
