import type { LaunchOverrides, WorkflowLaunch } from "@postern/contracts";
import { judgeOption, launchOptionRow, launchOptions, writeAmount } from "@postern/domain";
import type { LaunchOption } from "@postern/domain";
import type { VariableLine } from "../compute-envs/environment-form.ts";
import { optionTitle } from "../compute-envs/launch-rules/known-options.ts";
import type { KnownOption } from "../compute-envs/launch-rules/known-options.ts";
import { parseAmount } from "../compute-envs/launch-rules/rules-form.ts";

/** What a launch says in the place of its environment, as it stands in the form; every text may be empty. */
export interface ChoiceValues {
  readonly choices: Readonly<Partial<Record<LaunchOption, string>>>;
  readonly variables: readonly VariableLine[];
}

export const emptyChoices: ChoiceValues = { choices: {}, variables: [] };

/** What the public API has a member for. */
export const optionsOfClients = ["workDir", "preRunScript", "postRunScript", "configText", "nextflowVersion"] as const;
export type OptionOfClients = (typeof optionsOfClients)[number];

/** What it has none for. */
export const ownOptions = launchOptions.filter((option) => optionsOfClients.every((one) => one !== option));

export type ChoiceProblems = Partial<Record<LaunchOption, string>>;

/** What is wrong with the choices, by the rules of the environment; what a path means only its cluster knows. */
export function choiceProblems(values: ChoiceValues, options: readonly KnownOption[]): ChoiceProblems {
  const problems = options
    .filter(({ option }) => ownOptions.includes(option))
    .map((known) => [known.option, problemOf(values, known)] as const);
  return Object.fromEntries(problems.filter(([, problem]) => problem !== undefined)) as ChoiceProblems;
}

function problemOf({ choices, variables }: ChoiceValues, known: KnownOption): string | undefined {
  if (known.option === "variables") return variablesProblem(variables, known);
  const text = (choices[known.option] ?? "").trim();
  if (text === "") return undefined;
  const { form, unit } = launchOptionRow(known.option);
  if (form !== "amount") return textProblem(text, known);
  const amount = parseAmount(known.option, text);
  if (amount !== undefined) return amount === known.own ? undefined : judgeOption(known.option, known.bound, amount);
  if (unit === "seconds") return "Write a time such as 48 h, 2 d or 48:00:00.";
  return unit === "megabytes" ? "Write a size with its unit, such as 4 GB." : "Write a whole number, such as 2.";
}

function variablesProblem(variables: readonly VariableLine[], { bound }: KnownOption): string | undefined {
  const names = namedOf(variables).map(({ name }) => name);
  if (names.length === 0) return undefined;
  const bad = names.find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (bad !== undefined) return `${bad} is no name of a variable: letters, digits and underscores.`;
  if (new Set(names).size < names.length) return "A variable is set twice.";
  return judgeOption("variables", bound, names);
}

/** Why a text may not stand in the place of what the environment says. */
export function textProblem(text: string, { bound, option, own }: KnownOption): string | undefined {
  const isPath = launchOptionRow(option).form === "path";
  // Which folder it is only the cluster knows, and the server asks it.
  if (isPath && bound.allow !== "any" && [text, own, ...(bound.allow === "within" ? (bound.below ?? []) : [])].join(" ").includes("$"))
    return undefined;
  return text === own ? undefined : judgeOption(option, bound, text);
}

const namedOf = (variables: readonly VariableLine[]) =>
  variables.map((line) => ({ ...line, name: line.name.trim() })).filter(({ name }) => name !== "");

/** For the request: what the environment does not know of is left out. */
export function overridesRequest(values: ChoiceValues, options: readonly KnownOption[]): { readonly overrides?: LaunchOverrides } {
  const known = new Set(options.map(({ option }) => option));
  const texts = (Object.entries(values.choices) as [LaunchOption, string][]).filter(
    ([option, text]) => known.has(option) && text.trim() !== "",
  );
  const amounts = texts.map(([option, text]) => [
    option,
    launchOptionRow(option).form === "amount" ? parseAmount(option, text) : text.trim(),
  ]);
  const variables = known.has("variables") ? namedOf(values.variables) : [];
  const overrides = { ...Object.fromEntries(amounts), ...(variables.length === 0 ? {} : { variables }) } as LaunchOverrides;
  return Object.keys(overrides).length === 0 ? {} : { overrides };
}

/** The form as a run was launched. */
export function choicesOf({ overrides }: Pick<WorkflowLaunch, "overrides">): ChoiceValues {
  const { variables, ...asked } = overrides ?? {};
  const choices = Object.entries(asked).flatMap(([name, value]) => {
    const option = name as LaunchOption;
    return value === null || value === undefined ? [] : [[option, typeof value === "number" ? writeAmount(option, value) : value]];
  });
  const lines = (variables ?? []).map(({ name, value, head, compute }) => ({
    name,
    value,
    head: head ?? compute !== true,
    compute: compute ?? false,
  }));
  return { choices: Object.fromEntries(choices) as ChoiceValues["choices"], variables: lines };
}

/** In one line, for the summary. */
export function choiceWords({ choices, variables }: ChoiceValues, options: readonly KnownOption[]): string {
  const texts = options.flatMap(({ option }) => {
    const text = (choices[option] ?? "").trim();
    return text === "" ? [] : [`${optionTitle(option)} ${text}`];
  });
  const names = options.some(({ option }) => option === "variables") ? namedOf(variables).map(({ name }) => name) : [];
  return [...texts, ...names].join(", ");
}

/** What the environment says of an option, in words. */
export function ownWords({ option, own }: Pick<KnownOption, "option" | "own">): string {
  return typeof own === "number" ? writeAmount(option, own) : (own ?? "");
}
