import type { ContainerEngine, OverriddenField } from "@postern/domain";

export const engineNames: Readonly<Record<ContainerEngine | "none", string>> = {
  apptainer: "Apptainer",
  singularity: "Singularity",
  podman: "Podman",
  docker: "Docker",
  charliecloud: "Charliecloud",
  sarus: "Sarus",
  shifter: "Shifter",
  none: "No containers",
};

const fieldNames: Readonly<Record<string, string>> = {
  modules: "Modules",
  headModules: "Modules for Nextflow alone",
  containerEngine: "Container engine",
  containerCacheDir: "Folder for images",
  bindPaths: "Paths in containers",
  scratch: "Scratch",
  siteProfile: "nf-core profile",
};

/** What has the last word on a field, and where that stands. */
export function overriddenWords({ member, setting }: { readonly member: string; readonly setting: string }, where: string): string {
  const clash = member === "containerEngine" ? " With two engines on, Nextflow does not start." : "";
  return `${fieldNames[member] ?? member}: ${setting} in ${where} comes later, and wins.${clash}`;
}

/** The same for several, each setting once. */
export const overriddenLines = (fields: readonly OverriddenField[], where: string): readonly string[] => [
  ...new Set(fields.map((field) => overriddenWords(field, where))),
];

export const scratchWords = (scratch: string): string => (scratch === "true" ? "what the node says ($TMPDIR)" : scratch);
