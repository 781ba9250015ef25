import { decidesWhatRuns } from "../clusters/secret-variable.ts";
import { launchOptionRow } from "./launch-options.ts";
import type { LaunchOption } from "./launch-options.ts";
import { hasDots } from "./launch-rules.ts";
import type { LaunchBound } from "./launch-rules.ts";
import { writeAmount } from "./write-amount.ts";

/** A text, an amount, or the names of variables. Of a path, with every variable filled in; so are the paths of its bound. */
export type OptionValue = string | number | readonly string[];

/**
 * Why a launch may not say this, in one sentence that names the option, what was asked, and the bound; `undefined` when it may.
 */
export function judgeOption(option: LaunchOption, bound: LaunchBound, value: OptionValue): string | undefined {
  const { words } = launchOptionRow(option);
  if (bound.allow === "no") return `A launch may not choose the ${words} here${asked(option, value)}.`;
  if (typeof value === "number") return bound.allow === "any" ? undefined : judgeAmount(option, bound, value);
  if (typeof value !== "string") return judgeNames(words, bound, value);
  if (bound.allow === "any") return undefined;
  return bound.below === undefined ? judgeChoice(words, bound.values ?? [], value) : judgePath(words, bound.below, value);
}

type Within = Extract<LaunchBound, { readonly allow: "within" }>;

function judgeAmount(option: LaunchOption, { min, max }: Within, value: number): string | undefined {
  const of = (amount: number) => amountOf(option, amount);
  const end = `here; ${writeAmount(option, value)} was asked for.`;
  // A bound without an end is none that anybody could have saved: it allows nothing.
  if (min === undefined && max === undefined) return `A launch may not choose the ${launchOptionRow(option).words} here.`;
  if (max !== undefined && value > max) return `A launch may ask for at most ${of(max)} ${end}`;
  return min !== undefined && value < min ? `A launch must ask for at least ${of(min)} ${end}` : undefined;
}

/** As in "2 d of wall time" and "4 processors". */
function amountOf(option: LaunchOption, amount: number): string {
  const { unit, words } = launchOptionRow(option);
  return unit === undefined ? `${String(amount)} ${words}` : `${writeAmount(option, amount)} of ${words}`;
}

function judgeNames(words: string, bound: Exclude<LaunchBound, { readonly allow: "no" }>, names: readonly string[]): string | undefined {
  const reserved = names.find((name) => /^postern_/i.test(name));
  if (reserved !== undefined) return `A launch may not set the variable ${reserved}: names that begin so are for Postern.`;
  if (bound.allow === "any") {
    const deciding = names.find(decidesWhatRuns);
    return deciding === undefined
      ? undefined
      : `A launch may set the variable ${deciding} only where its rules name it: it decides what runs.`;
  }
  const values = bound.values ?? [];
  const other = names.find((name) => !values.includes(name));
  return other === undefined ? undefined : `As ${words} a launch may set ${list(values)} here, and not ${other}.`;
}

function judgeChoice(words: string, values: readonly string[], value: string): string | undefined {
  return values.includes(value) ? undefined : `As ${words} a launch may choose ${list(values)} here, and not ${short(value)}.`;
}

function judgePath(words: string, below: readonly string[], path: string): string | undefined {
  if (hasDots(path)) return `The ${words} ${short(path)} has . or .. in it: write it without, since it is bounded here.`;
  return below.some((folder) => isAtOrBelow(path, folder))
    ? undefined
    : `The ${words} of a launch must be ${list(below)} or below here, and ${short(path)} is not.`;
}

function isAtOrBelow(path: string, folder: string): boolean {
  const [inner, outer] = [plain(path), plain(folder)];
  return inner === outer || inner.startsWith(outer === "/" ? outer : `${outer}/`);
}

const plain = (path: string): string => path.replaceAll(/\/{2,}/g, "/").replace(/(?<=.)\/$/, "");

function list(values: readonly string[]): string {
  if (values.length === 0) return "nothing";
  const shown = values.slice(0, 10).map(short);
  return values.length > 10 ? `${shown.join(", ")} or ${String(values.length - 10)} more` : shown.join(" or ");
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** What was asked for, where that is one short line. Scripts may hold secrets, and the sentence goes into logs and stays with the run. */
function asked(option: LaunchOption, value: OptionValue): string {
  if (typeof value === "number" || launchOptionRow(option).form === "script") return "";
  const text = typeof value === "string" ? value : value.join(", ");
  return text === "" || text.length > 80 || /\p{Cc}/u.test(text) ? "" : `; ${text} was asked for`;
}
