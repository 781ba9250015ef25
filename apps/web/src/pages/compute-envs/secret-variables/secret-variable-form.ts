import type { SecretVariablesResponse, SecretVariableWish } from "@postern/contracts";
import { secretVariableNameProblem, secretVariableValueProblem } from "@postern/domain";
import { ApiError } from "../../../api/api-error.ts";

/** A secret variable as it stands in a form. */
export interface SecretVariableLine {
  readonly name: string;
  /** Undefined: the one that is kept on the server. */
  readonly value: string | undefined;
  readonly head: boolean;
  readonly compute: boolean;
  /** The server has a value for it; its name stays then. */
  readonly isKept: boolean;
}

export type SecretVariableProblem = Partial<Record<"name" | "value", string>>;
/** By the place of the line; what is right has none. */
export type SecretVariableProblems = Readonly<Record<number, SecretVariableProblem>>;

/** As many as the server takes. */
export const mostSecretVariables = 50;

export const newSecretVariable: SecretVariableLine = { name: "", value: "", head: true, compute: false, isKept: false };

/** Those that the server has, each with the value that is kept. */
export function secretVariableValues({ variables }: Pick<SecretVariablesResponse, "variables">): {
  readonly lines: readonly SecretVariableLine[];
} {
  return { lines: variables.map((variable) => ({ ...variable, value: undefined, isKept: true })) };
}

/** What keeps the form from being sent; empty when nothing does. */
export function secretVariableProblems(lines: readonly SecretVariableLine[]): SecretVariableProblems {
  const problems = lines.map((line, place): readonly [number, SecretVariableProblem] => {
    const name = isBlank(line) ? undefined : (nameProblem(line.name) ?? twiceProblem(lines, place));
    const value = isBlank(line) ? undefined : valueProblem(line);
    return [place, { ...(name === undefined ? {} : { name }), ...(value === undefined ? {} : { value }) }];
  });
  return Object.fromEntries(problems.filter(([, problem]) => Object.keys(problem).length > 0));
}

/** Lines that nobody filled in are left out. Without a scope it is for Nextflow, as the server takes it. */
export const secretVariablesRequest = (lines: readonly SecretVariableLine[]): SecretVariableWish[] =>
  lines
    .filter((line) => !isBlank(line))
    .map(({ name, value, head, compute }) => ({ name, ...(value === undefined ? {} : { value }), head, compute }));

/** What the server blames, by its line: `variables.0.name`, or `secretVariables.0.name` of a new environment. Nothing for something else. */
export function blamedSecretVariables(error: Error | null, lines: readonly SecretVariableLine[]): SecretVariableProblems {
  const fields = error instanceof ApiError ? error.fields : [];
  // Blank lines were not sent.
  const sent = [...lines.keys()].filter((place) => lines.some((line, index) => index === place && !isBlank(line)));
  const places = fields.flatMap((field) => {
    const found = /(?:^|[./])(?:secretV|v)ariables[./](?<place>\d+)[./](?<member>\w+)$/.exec(field)?.groups;
    const place = sent[Number(found?.["place"])];
    return place === undefined ? [] : [[place, { [found?.["member"] === "name" ? "name" : "value"]: error?.message }] as const];
  });
  return Object.fromEntries(places);
}

/** For a form that is left for a while: what is secret is typed again. */
export const withoutSecrets = (lines: readonly SecretVariableLine[]): readonly SecretVariableLine[] =>
  lines.map((line) => (line.value === undefined ? line : { ...line, value: "" }));

/** For another environment, which has none of these values yet. */
export const withoutKept = (lines: readonly SecretVariableLine[]): readonly SecretVariableLine[] =>
  lines.map((line) => ({ ...line, value: "", isKept: false }));

/** Whom one is for, in words; where tasks inherit what Nextflow has, it is for nobody alone. */
export function whoseWords({ head, compute }: Pick<SecretVariableLine, "head" | "compute">, platform: string): string {
  if (head && compute) return "Nextflow and tasks";
  if (compute) return "tasks";
  return heirs[platform] === undefined ? "Nextflow" : "Nextflow, and tasks inherit it";
}

/** Why tasks have what is for Nextflow alone, where they do: Nextflow submits them, and these hand on the environment of who submits. */
const heirs: Readonly<Record<string, string>> = {
  "slurm-platform": "sbatch of Slurm exports the environment of whoever submits, and Nextflow submits the tasks.",
  "lsf-platform": "bsub of LSF hands on the environment of whoever submits, and Nextflow submits the tasks.",
  "local-platform": "without a scheduler tasks are processes of Nextflow.",
};

/** What Head does not keep from tasks on this platform; `undefined` where they are given nothing of it. */
export function heirsWords(platform: string): string | undefined {
  const why = heirs[platform];
  return why === undefined ? undefined : `Tasks inherit what is for Head: ${why}`;
}

const isBlank = ({ name, value, isKept }: SecretVariableLine): boolean => name === "" && value === "" && !isKept;

function nameProblem(name: string): string | undefined {
  if (name === "") return "The name is needed.";
  const problem = secretVariableNameProblem(name);
  return problem === undefined ? undefined : `It ${problem}.`;
}

const twiceProblem = (lines: readonly SecretVariableLine[], place: number): string | undefined =>
  lines.slice(0, place).some(({ name }) => name === lines[place]?.name) ? "It is there twice." : undefined;

function valueProblem({ value, compute }: SecretVariableLine): string | undefined {
  if (value === undefined) return undefined;
  if (value === "") return "The value is needed.";
  const problem = secretVariableValueProblem(value, { compute });
  return problem === undefined ? undefined : `It ${problem}.`;
}
