import type { ComputeConfigAnswer } from "@postern/contracts";

/** How Nextflow sends its tasks, as it stands in the form. */
export interface JobValues {
  /** A number, or empty for Nextflow's own. */
  readonly maxQueueSize: string;
  readonly propagateHeadJobOptions: boolean;
  /** Of PBS alone: which of its dialects. */
  readonly isTorque: boolean;
  /** The rest is of LSF alone: how the site counts memory. */
  readonly unitForLimits: string;
  readonly perJobMemLimit: boolean;
  readonly perTaskReserve: boolean;
}

export const emptyJobs: JobValues = {
  maxQueueSize: "",
  propagateHeadJobOptions: false,
  isTorque: false,
  unitForLimits: "",
  perJobMemLimit: false,
  perTaskReserve: false,
};

export type JobConfig = Pick<ComputeConfigAnswer, keyof JobValues>;

export function jobValues(config: JobConfig): JobValues {
  return {
    maxQueueSize: config.maxQueueSize === null ? "" : String(config.maxQueueSize),
    propagateHeadJobOptions: config.propagateHeadJobOptions === true,
    isTorque: config.isTorque === true,
    unitForLimits: config.unitForLimits ?? "",
    perJobMemLimit: config.perJobMemLimit === true,
    perTaskReserve: config.perTaskReserve === true,
  };
}

/** Why the number is refused; `undefined` when it is good. */
export function queueSizeProblem({ maxQueueSize }: JobValues): string | undefined {
  const text = maxQueueSize.trim();
  const isGood = text === "" || (/^[1-9]\d{0,6}$/.test(text) && Number(text) <= 1_000_000);
  return isGood ? undefined : "Write a whole number from 1 to 1000000.";
}

/**
 * For the settings of a request; without what is empty or off, and what the scheduler of the platform has not. Which PBS it is, is said in any case:
 * left out, it would stay as it was.
 */
export function jobMembers(values: JobValues, platform: string): Partial<Record<keyof JobValues, string | number | boolean>> {
  const { unitForLimits } = values;
  const on = (name: "propagateHeadJobOptions" | "perJobMemLimit" | "perTaskReserve") => (values[name] ? { [name]: true as const } : {});
  const size = values.maxQueueSize.trim() === "" ? {} : { maxQueueSize: Number(values.maxQueueSize) };
  const common = { ...size, ...on("propagateHeadJobOptions") };
  if (isPbs(platform)) return { ...common, isTorque: values.isTorque };
  if (!isLsf(platform)) return common;
  return { ...common, ...(unitForLimits === "" ? {} : { unitForLimits }), ...on("perJobMemLimit"), ...on("perTaskReserve") };
}

export const isPbs = (platform: string): boolean => platform === "altair-platform";
export const isLsf = (platform: string): boolean => platform === "lsf-platform";
