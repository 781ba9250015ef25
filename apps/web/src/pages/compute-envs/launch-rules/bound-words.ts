import { launchOptionRow, writeAmount } from "@postern/domain";
import type { LaunchBound, LaunchOption } from "@postern/domain";

/** What a bound leaves open, as the end of "A launch may choose …"; empty for one that leaves nothing. */
export function boundWords(option: LaunchOption, bound: LaunchBound): string {
  if (bound.allow === "no") return "";
  if (bound.allow === "any") return launchOptionRow(option).form === "script" ? "its own" : "any";
  if (bound.below !== undefined) return `${listed(bound.below)} or below`;
  if (bound.values !== undefined) return listed(bound.values);
  return rangeWords(option, bound);
}

/** "at least 10 min, at most 2 d"; empty without ends. */
export function rangeWords(option: LaunchOption, { min, max }: { readonly min?: number; readonly max?: number }): string {
  const write = (amount: number) => writeAmount(option, amount);
  if (min !== undefined && min === max) return `exactly ${write(min)}`;
  const ends = [...(min === undefined ? [] : [`at least ${write(min)}`]), ...(max === undefined ? [] : [`at most ${write(max)}`])];
  return ends.join(", ");
}

const most = 12;

function listed(values: readonly string[]): string {
  const shown = values.slice(0, most).join(", ");
  return values.length > most ? `${shown} and ${String(values.length - most)} more` : shown;
}
