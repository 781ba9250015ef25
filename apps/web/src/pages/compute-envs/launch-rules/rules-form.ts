import type { LaunchRules as LaunchRulesRequest, LaunchRulesResponse } from "@postern/contracts";
import { boundProblem, launchOptionRow, writeAmount } from "@postern/domain";
import type { LaunchBound, LaunchOption } from "@postern/domain";
import { parseMemorySize } from "../../../format/memory-size.ts";
import { parseTimeSpan } from "../../../format/time-span.ts";
import { knownOptions } from "./known-options.ts";
import type { KnownOption } from "./known-options.ts";

/** A rule as it stands in the form. */
export interface RuleValues {
  readonly allow: LaunchBound["allow"];
  /** Values or folders, one a line. */
  readonly list: string;
  readonly min: string;
  readonly max: string;
}

export interface RulesValues {
  /** `open`: as launches could before there were rules. */
  readonly preset: "open" | "bounded";
  readonly rules: Readonly<Partial<Record<LaunchOption, RuleValues>>>;
}

export type RulesProblems = Partial<Record<LaunchOption, string>>;

/** Who begins with bounds finds those in the form that hold now. */
export function rulesValues(answer: Pick<LaunchRulesResponse, "options" | "rules">): RulesValues {
  const rules = knownOptions(answer).map((one) => [one.option, ruleValues(one)] as const);
  return { preset: answer.rules === null ? "open" : "bounded", rules: Object.fromEntries(rules) };
}

function ruleValues({ bound, option }: Pick<KnownOption, "bound" | "option">): RuleValues {
  if (bound.allow !== "within") return { allow: bound.allow, list: "", min: "", max: "" };
  const end = (amount: number | undefined) => (amount === undefined ? "" : writeAmount(option, amount));
  return { allow: "within", list: (bound.values ?? bound.below ?? []).join("\n"), min: end(bound.min), max: end(bound.max) };
}

/** What keeps the form from being sent. */
export function rulesProblems({ preset, rules }: RulesValues): RulesProblems {
  if (preset === "open") return {};
  const problems = entriesOf(rules).flatMap(([option, values]) => {
    const problem = wrongAmount(option, values) ?? boundProblem(option, boundOfValues(option, values));
    return problem === undefined ? [] : [[option, problem] as const];
  });
  return Object.fromEntries(problems);
}

function wrongAmount(option: LaunchOption, values: RuleValues): string | undefined {
  const { form, unit } = launchOptionRow(option);
  if (form !== "amount" || values.allow !== "within") return undefined;
  const isWrong = (text: string) => text.trim() !== "" && parseAmount(option, text) === undefined;
  if (!isWrong(values.min) && !isWrong(values.max)) return undefined;
  if (unit === "seconds") return "Write a time such as 48 h, 2 d or 48:00:00.";
  return unit === "megabytes" ? "Write a size with its unit, such as 4 GB." : "Write a whole number, such as 4.";
}

/** In the unit in which it is asked for; undefined for what is no such amount. */
export function parseAmount(option: LaunchOption, text: string): number | undefined {
  const { unit } = launchOptionRow(option);
  const amount = unit === "seconds" ? parseTimeSpan(text) : unit === "megabytes" ? parseMemorySize(text) : parseCount(text);
  return amount === undefined || amount < 1 ? undefined : amount;
}

const parseCount = (text: string): number | undefined => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined);

export function rulesRequest({ preset, rules }: RulesValues): LaunchRulesRequest | null {
  if (preset === "open") return null;
  const bounds = entriesOf(rules).map(([option, values]) => [option, asSent(boundOfValues(option, values))] as const);
  return Object.fromEntries(bounds.filter(([, bound]) => bound.allow !== "no"));
}

const entriesOf = (rules: RulesValues["rules"]): readonly (readonly [LaunchOption, RuleValues])[] =>
  Object.entries(rules) as [LaunchOption, RuleValues][];

function boundOfValues(option: LaunchOption, { allow, list, max, min }: RuleValues): LaunchBound {
  if (allow !== "within") return { allow };
  const { form } = launchOptionRow(option);
  if (form === "amount") {
    const [least, most] = [parseAmount(option, min), parseAmount(option, max)];
    return { allow, ...(least === undefined ? {} : { min: least }), ...(most === undefined ? {} : { max: most }) };
  }
  const lines = list
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return form === "path" ? { allow, below: lines } : { allow, values: lines };
}

function asSent(bound: LaunchBound): LaunchRulesRequest[string] {
  if (bound.allow !== "within") return bound;
  const { below, values, ...rest } = bound;
  return { ...rest, ...(below === undefined ? {} : { below: [...below] }), ...(values === undefined ? {} : { values: [...values] }) };
}

/** What the server blames, beside its option. */
export function problemsOfRules(members: readonly string[], message: string): RulesProblems {
  return Object.fromEntries(members.map((member) => [member.replace(/^launchRules\./, ""), message]));
}
