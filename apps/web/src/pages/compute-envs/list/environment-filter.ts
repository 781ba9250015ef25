import type { ComputeEnvListEntry } from "@postern/contracts";
import { environmentLook } from "../../../ui/state-looks.ts";
import { labelText } from "../../../ui/LabelChip.tsx";
import type { LabelLike } from "../../../ui/LabelChip.tsx";
import { platformName } from "../platforms.ts";

/**
 * Those that fit every word of a search: it stands in the name, the description, the platform, the state, the work directory or a label.
 * `label:pro` wants a label that begins so, `label:"cost=PRJ 1"` that very label.
 */
export function filteredEnvironments(all: readonly ComputeEnvListEntry[], search: string): readonly ComputeEnvListEntry[] {
  const words = search.toLowerCase().match(/label:"[^"]*"?|\S+/g) ?? [];
  return all.filter((one) => words.every((word) => fits(one, word)));
}

/** The search for what has a label. */
export const searchForLabel = (label: LabelLike): string => `label:"${labelText(label)}"`;

function fits(one: ComputeEnvListEntry, word: string): boolean {
  const labels = one.labels.map((label) => labelText(label).toLowerCase());
  const exact = /^label:"(?<text>[^"]*)"$/.exec(word)?.groups?.["text"];
  if (exact !== undefined) return labels.includes(exact);
  const begin = /^label:"?(?<text>.*)$/.exec(word)?.groups?.["text"];
  if (begin !== undefined) return labels.some((label) => label.startsWith(begin));
  return `${textOf(one)} ${labels.join(" ")}`.includes(word);
}

function textOf({ name, description, platform, status, workDir, primary }: ComputeEnvListEntry): string {
  const state = environmentLook(status).word;
  return `${name} ${description ?? ""} ${platformName(platform)} ${state} ${workDir} ${primary ? "primary" : ""}`.toLowerCase();
}
