import type { ComputeEnv, ComputePlatform } from "@postern/contracts";

const names: Readonly<Record<ComputePlatform, string>> = {
  "slurm-platform": "Slurm",
  "altair-platform": "PBS Pro, OpenPBS or Torque",
  "lsf-platform": "LSF",
  "uge-platform": "Grid Engine",
  "moab-platform": "Moab",
  "local-platform": "This computer (local)",
};

/** A platform as a person knows it. */
export const platformName = (platform: ComputePlatform): string => names[platform];

export const isPlatform = (platform: string | undefined): platform is ComputePlatform =>
  platform !== undefined && Object.hasOwn(names, platform);

/** For a drop-down. */
export const platformChoices = Object.entries(names).map(([value, label]) => ({ value, label }));

/** Schedulers that know qualities of service. */
export const hasQos = (platform: string): boolean => ["slurm-platform", "moab-platform"].includes(platform);

/** Schedulers that can warn a job before its end. */
export const hasNotice = (platform: string): boolean => isCluster({ platform }) && platform !== "altair-platform";

/** A scheduler stands between us and the computers. */
export const isCluster = ({ platform }: { readonly platform: string }): boolean => platform !== "local-platform";

/** By the client of the server itself, which then knows the hosts by their keys. */
export const isReachedBySsh = ({ config, managedIdentityId }: Pick<ComputeEnv, "config" | "managedIdentityId">): boolean =>
  config.hostName !== null || managedIdentityId !== null;
