import type { ComputePlatform } from "@postern/contracts";

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

/** For a drop-down. */
export const platformChoices = Object.entries(names).map(([value, label]) => ({ value, label }));
