import type { LaunchOption } from "@postern/domain";
import type { KnownOption } from "../compute-envs/launch-rules/known-options.ts";

/** Why a field is not for this launch to fill in, by its option. */
export type Locks = Readonly<Partial<Record<LaunchOption, string>>>;

export function locksOf(options: readonly KnownOption[], changedBy: string): Locks {
  const closed = options.filter(({ bound }) => bound.allow === "no");
  return Object.fromEntries(closed.map(({ option }) => [option, `As the environment says. ${changedBy}`]));
}

/** Of a field that is locked. What stands in it can still be taken out. */
export function lockOf(locks: Locks, option: LaunchOption, value: string): { readonly disabled: boolean; readonly description?: string } {
  const why = locks[option];
  return why === undefined ? { disabled: false } : { disabled: value === "", description: why };
}
