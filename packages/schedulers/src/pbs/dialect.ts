/** Torque has other words for resources and directories than PBS Pro; both read a name of 15 letters. */
export type PbsDialect = "pbs" | "torque";

const longestName = 15;

/** A name that every PBS takes. The end of ours tells it from others. */
export function shortJobName(name: string): string {
  return name.length <= longestName ? name : `n${name.slice(1 - longestName)}`;
}
