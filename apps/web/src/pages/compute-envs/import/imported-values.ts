import type { ChosenLabel } from "../../labels/LabelsField.tsx";
import type { EnvironmentValues } from "../environment-form.ts";
import { valuesOfEnvironment } from "../made-environment.ts";
import type { EnvironmentFile, FileLabel } from "./read-environment-file.ts";

export interface MatchedLabels {
  /** Those of this place. */
  readonly chosen: readonly ChosenLabel[];
  /** Those that are not here. */
  readonly missing: readonly FileLabel[];
}

/** A label is the same where its name and its value are. */
export function matchLabels(wanted: readonly FileLabel[], here: readonly ChosenLabel[]): MatchedLabels {
  const same = (label: FileLabel) => here.find(({ name, value }) => name === label.name && value === label.value);
  return { chosen: wanted.flatMap((label) => same(label) ?? []), missing: wanted.filter((label) => same(label) === undefined) };
}

/** As it stands in the form: who reaches the cluster is chosen here. */
export function importedValues(
  { platform, config, own }: EnvironmentFile,
  fileName: string,
  labels: readonly ChosenLabel[],
): EnvironmentValues {
  const reached = { description: null, credentialsId: null, managedIdentityId: null };
  const { rules, ...parts } = own;
  return {
    ...valuesOfEnvironment({ ...reached, name: nameOfFile(fileName), platform, config }),
    ...parts,
    launchRules: rules === undefined ? undefined : { platform, rules },
    labels,
  };
}

/** `gadi (2).json` is `gadi-2`. */
export const nameOfFile = (fileName: string): string =>
  fileName
    .replace(/\.[^.]*$/, "")
    .replaceAll(/[^A-Za-z0-9_-]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 100);
