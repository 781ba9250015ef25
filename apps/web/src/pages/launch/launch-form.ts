import type { WorkflowLaunch, WorkflowLaunchRequest } from "@postern/contracts";
import { isNextflowVersion } from "@postern/domain";
import type { LaunchOption } from "@postern/domain";
import type { KnownOption } from "../compute-envs/launch-rules/known-options.ts";
import { choicesOf, choiceProblems, emptyChoices, optionsOfClients, overridesRequest, textProblem } from "./launch-choices.ts";
import type { ChoiceValues, OptionOfClients } from "./launch-choices.ts";

/** What stands in the form; every text may be empty. */
export interface LaunchValues extends ChoiceValues {
  readonly computeEnvId: string;
  readonly pipeline: string;
  readonly revision: string;
  readonly workDir: string;
  readonly runName: string;
  readonly paramsText: string;
  readonly profiles: string;
  readonly configText: string;
  readonly preRunScript: string;
  readonly postRunScript: string;
  readonly nextflowVersion: string;
  readonly pullLatest: boolean;
  readonly stubRun: boolean;
  readonly resume: boolean;
}

export const emptyLaunch: LaunchValues = {
  computeEnvId: "",
  pipeline: "",
  revision: "",
  workDir: "",
  runName: "",
  paramsText: "",
  profiles: "",
  configText: "",
  preRunScript: "",
  postRunScript: "",
  nextflowVersion: "",
  pullLatest: false,
  stubRun: false,
  resume: false,
  ...emptyChoices,
};

/** Fields of the form with the words that the summary uses for them. */
export const fieldWords = {
  computeEnvId: "Compute environment",
  pipeline: "Pipeline",
  revision: "Revision",
  workDir: "Work directory",
  runName: "Run name",
  paramsText: "Parameters",
  configProfiles: "Profiles",
  configText: "Nextflow config",
  preRunScript: "Pre-run script",
  nextflowVersion: "Nextflow version",
  queue: "Queue",
  account: "Account",
  qos: "Quality of service",
  wallTimeSeconds: "Wall time",
  memoryMb: "Memory",
  cpus: "Processors",
  constraint: "Constraint",
  noticeSeconds: "Notice before the end",
  headJobOptions: "Head job options",
  variables: "Environment variables",
  postRunScript: "Post-run script",
} as const;

export type LaunchField = keyof typeof fieldWords;
export type LaunchProblems = Partial<Record<LaunchField, string>>;

/** What keeps the form from being sent; empty when nothing does. @param options of the environment, with their bounds. */
export function launchProblems(values: LaunchValues, options: readonly KnownOption[]): LaunchProblems {
  return { ...boundProblems(values, options), ...choiceProblems(values, options), ...writingProblems(values) };
}

/** What the form has always had, and rules may bound. */
function boundProblems(values: LaunchValues, options: readonly KnownOption[]): LaunchProblems {
  const problems = options.flatMap((known) => {
    const { option } = known;
    const text = isOfClients(option) ? values[option].trim() : "";
    const problem = text === "" ? undefined : textProblem(text, known);
    return problem === undefined ? [] : [[option, problem] as const];
  });
  return Object.fromEntries(problems);
}

const isOfClients = (option: LaunchOption): option is OptionOfClients => optionsOfClients.some((one) => one === option);

function writingProblems(values: LaunchValues): LaunchProblems {
  const problems: LaunchProblems = {};
  if (values.computeEnvId === "") problems.computeEnvId = "Choose where it runs.";
  if (values.pipeline.trim() === "") problems.pipeline = "Give a Git address or a path.";
  if (values.workDir !== "" && !/^[/$]/.test(values.workDir)) problems.workDir = "Give an absolute path, or leave it empty.";
  if (values.runName !== "" && !isRunName(values.runName)) {
    problems.runName = "Lowercase letters and digits with single dashes or underscores between; a letter first.";
  }
  const params = paramsProblem(values.paramsText);
  if (params !== undefined) problems.paramsText = params;
  return { ...problems, ...nextflowProblems(values) };
}

function nextflowProblems({ nextflowVersion, profiles }: LaunchValues): LaunchProblems {
  const problems: LaunchProblems = {};
  const badProfile = profilesOf(profiles).find((profile) => !/^[A-Za-z0-9_.-]+$/.test(profile));
  if (badProfile !== undefined) problems.configProfiles = `“${badProfile}” is no name of a profile.`;
  const version = nextflowVersion.trim();
  if (version !== "" && !isNextflowVersion(version)) problems.nextflowVersion = "Give a version such as 24.10.4, or leave it empty.";
  return problems;
}

/** Why text is no set of parameters; `undefined` when it is one, or empty. YAML is left to the server to read. */
export function paramsProblem(text: string): string | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? undefined : 'Parameters are an object: { "input": "…" }.';
  } catch (error) {
    return `Not JSON yet: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** The request; members without a value are left out. */
export function launchRequest(
  values: LaunchValues,
  from: WorkflowLaunch | undefined,
  options: readonly KnownOption[],
): WorkflowLaunchRequest {
  const profiles = profilesOf(values.profiles);
  return {
    computeEnvId: values.computeEnvId,
    pipeline: values.pipeline.trim(),
    ...filled("revision", values.revision),
    ...filled("workDir", values.workDir),
    ...filled("runName", values.runName),
    ...filled("paramsText", values.paramsText),
    ...filled("configText", values.configText),
    ...filled("preRunScript", values.preRunScript),
    ...filled("postRunScript", values.postRunScript),
    ...filled("nextflowVersion", values.nextflowVersion.trim()),
    ...(profiles.length === 0 ? {} : { configProfiles: profiles }),
    ...overridesRequest(values, options),
    ...switchesOf(values),
    ...keptOf(from),
    ...resumeOf(values, from),
  };
}

/** The form as a run was launched. Its name is left out: a name is for one run. */
export function valuesOfLaunch(launch: WorkflowLaunch): LaunchValues {
  return {
    computeEnvId: launch.computeEnv?.id ?? "",
    pipeline: launch.pipeline,
    revision: launch.revision ?? "",
    workDir: launch.workDir,
    runName: "",
    paramsText: launch.paramsText ?? "",
    profiles: (launch.configProfiles ?? []).join(", "),
    configText: launch.configText ?? "",
    preRunScript: launch.preRunScript ?? "",
    postRunScript: launch.postRunScript ?? "",
    nextflowVersion: launch.nextflowVersion ?? "",
    pullLatest: launch.pullLatest,
    stubRun: launch.stubRun,
    resume: false,
    ...choicesOf(launch),
  };
}

/** Fields given in the address, such as `?pipeline=…&revision=…`. */
export function valuesOfAddress(address: Readonly<Record<string, string | undefined>>): Partial<LaunchValues> {
  const names = ["pipeline", "revision", "workDir", "runName", "paramsText", "profiles", "configText"] as const;
  const given = names.flatMap((name) => (address[name] === undefined ? [] : [[name, address[name]]]));
  const computeEnv = address["computeEnv"];
  return { ...Object.fromEntries(given), ...(computeEnv === undefined ? {} : { computeEnvId: computeEnv }) } as Partial<LaunchValues>;
}

export const profilesOf = (text: string): string[] => text.split(/[\s,]+/).filter((profile) => profile !== "");

// The rule of Nextflow: letters first, no two signs in a row, no sign at the end.
const isRunName = (name: string): boolean => /^[a-z](?:[a-z\d]|[-_](?=[a-z\d])){0,79}$/.test(name);

const filled = <Name extends string>(name: Name, value: string): Partial<Record<Name, string>> =>
  value.trim() === "" ? {} : ({ [name]: value } as Record<Name, string>);

const switchesOf = ({ pullLatest, stubRun }: LaunchValues) => ({ ...(pullLatest ? { pullLatest } : {}), ...(stubRun ? { stubRun } : {}) });

/** What the form does not show but the earlier launch had. */
const keptOf = (from: WorkflowLaunch | undefined) =>
  from === undefined
    ? {}
    : {
        ...filled("mainScript", from.mainScript ?? ""),
        ...filled("entryName", from.entryName ?? ""),
      };

const resumeOf = ({ resume }: LaunchValues, from: WorkflowLaunch | undefined) =>
  resume && from !== undefined ? { resume, ...filled("sessionId", from.sessionId ?? "") } : {};
