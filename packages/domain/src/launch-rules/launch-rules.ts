import { clusterPathProblem } from "../clusters/cluster-path.ts";
import { launchOptionRow } from "./launch-options.ts";
import type { LaunchOption } from "./launch-options.ts";
import { writeAmount } from "./write-amount.ts";

/** Whether a launch may say an option, and within what. Which members a form of option has is for `boundProblem` to say. */
export type LaunchBound =
  | { readonly allow: "no" }
  | { readonly allow: "any" }
  | {
      readonly allow: "within";
      /** Of texts and names: these. */
      readonly values?: readonly string[];
      /** Of amounts. */
      readonly min?: number;
      readonly max?: number;
      /** Of paths: at or below one of these, which may hold the variables of paths. */
      readonly below?: readonly string[];
    };

/** What is not named is not allowed: also an option that came with a later version. */
export type LaunchRules = Readonly<Partial<Record<LaunchOption, LaunchBound>>>;

/** Without rules it is as it was before there were any. */
export function boundOf(rules: LaunchRules | undefined, option: LaunchOption): LaunchBound {
  if (rules === undefined) return { allow: launchOptionRow(option).isOpen ? "any" : "no" };
  return rules[option] ?? { allow: "no" };
}

const mostEntries = 100;

/** What is wrong with a bound, in one sentence for who makes the rules; `undefined` when it can be kept. */
export function boundProblem(option: LaunchOption, bound: LaunchBound): string | undefined {
  if (bound.allow !== "within") return undefined;
  const { form, words } = launchOptionRow(option);
  if (form === "script") return `The ${words} can be allowed or not; there is nothing to bound it by.`;
  if (form === "amount") return rangeProblem(option, bound);
  const list = (form === "path" ? bound.below : bound.values) ?? [];
  const problem = listProblem(words, list);
  if (problem !== undefined || form === "choice") return problem;
  return form === "path" ? pathsProblem(list) : nameProblem(list);
}

function listProblem(words: string, list: readonly string[]): string | undefined {
  if (list.length === 0) return `Name what a launch may choose for the ${words}, or do not allow it.`;
  if (list.length > mostEntries) return `The list for the ${words} has more than ${String(mostEntries)} entries.`;
  const bad = list.find((text) => text.trim() === "" || text !== text.trim() || /\p{Cc}/u.test(text));
  if (bad !== undefined) return `The list for the ${words} has an entry that is empty, or begins or ends with a space, or has a line end.`;
  return new Set(list).size === list.length ? undefined : `The list for the ${words} has an entry twice.`;
}

function nameProblem(list: readonly string[]): string | undefined {
  const bad = list.find((name) => !/^[A-Za-z_][A-Za-z0-9_]{0,255}$/.test(name));
  return bad === undefined ? undefined : `${bad} is no name of a variable: letters, digits and underscores.`;
}

function pathsProblem(list: readonly string[]): string | undefined {
  const dotted = list.find((path) => hasDots(path));
  if (dotted !== undefined) return `The path ${dotted} has . or .. in it: write it without.`;
  return list.map(clusterPathProblem).find((problem) => problem !== undefined);
}

/** Such a path is not what it seems. */
export function hasDots(path: string): boolean {
  return path.split("/").some((part) => part === "." || part === "..");
}

function rangeProblem(option: LaunchOption, { min, max }: { readonly min?: number; readonly max?: number }): string | undefined {
  const { words } = launchOptionRow(option);
  if (min === undefined && max === undefined) return `Give the least or the most that a launch may ask for as ${words}, or allow any.`;
  if (min === undefined || max === undefined || min <= max) return undefined;
  return `The least for the ${words}, ${writeAmount(option, min)}, is more than the most, ${writeAmount(option, max)}.`;
}
