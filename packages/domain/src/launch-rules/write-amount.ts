import { launchOptionRow } from "./launch-options.ts";
import type { LaunchOption } from "./launch-options.ts";

const spans = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
] as const;

/** Exactly: `1 d 12 h`. */
export function writeTimeSpan(seconds: number): string {
  let rest = seconds;
  const parts: string[] = [];
  for (const [name, length] of spans) {
    const count = Math.floor(rest / length);
    if (count > 0) parts.push(`${String(count)} ${name}`);
    rest -= count * length;
  }
  return parts.join(" ");
}

/** Exactly, in the largest unit that leaves nothing over. */
export function writeMemorySize(megabytes: number): string {
  if (megabytes % (1024 * 1024) === 0) return `${String(megabytes / (1024 * 1024))} TB`;
  return megabytes % 1024 === 0 ? `${String(megabytes / 1024)} GB` : `${String(megabytes)} MB`;
}

/** An amount of an option, with its unit. */
export function writeAmount(option: LaunchOption, amount: number): string {
  const { unit } = launchOptionRow(option);
  if (unit === "seconds") return writeTimeSpan(amount);
  return unit === "megabytes" ? writeMemorySize(amount) : String(amount);
}
