import type { NextflowVersionsOffer } from "@postern/contracts";

/** A version of Nextflow as the page of an environment shows it. */
export interface VersionLine {
  readonly version: string;
  /** Where a run takes it from, in words. */
  readonly from: string;
  readonly isKept: boolean;
  /** Launches get it that name none. */
  readonly isDefault: boolean;
  /** It can be made what launches get; of one version the first line says so. */
  readonly isChoice: boolean;
}

/** What a launch gets that names none stands first; then newest first, of one version what a run takes before the rest. */
export function versionLines({
  chosen,
  found,
  versions,
}: Pick<NextflowVersionsOffer, "chosen" | "found" | "versions">): readonly VersionLine[] {
  const listed = versions.map(({ version, from, module }, place): VersionLine => {
    const isFirst = versions.findIndex((other) => other.version === version) === place;
    return {
      version,
      from: from === "folder" ? "kept on the cluster" : `module ${module ?? ""}`,
      isKept: from === "folder",
      isDefault: isFirst && version === chosen,
      isChoice: isFirst && version !== chosen,
    };
  });
  const isListed = chosen === null || versions.some(({ version }) => version === chosen);
  const fetched = isListed ? [] : [{ version: chosen, from: "fetched by Nextflow itself, which needs the internet", ...defaultOnly }];
  const onPath =
    found === null ? [] : [{ version: found, from: "on the PATH, as the last check found it", ...defaultOnly, isDefault: chosen === null }];
  return [...onPath, ...fetched, ...listed];
}

const defaultOnly = { isKept: false, isDefault: true, isChoice: false } as const;

/** What a launch gets that names none. */
export function defaultWords({ chosen, found }: Pick<NextflowVersionsOffer, "chosen" | "found">): string {
  if (chosen !== null) return `Launches that name no version get ${chosen}.`;
  return found === null
    ? "Launches that name no version get what the job finds on the PATH; the last check found none there."
    : `Launches that name no version get what the job finds on the PATH: ${found} at the last check.`;
}
