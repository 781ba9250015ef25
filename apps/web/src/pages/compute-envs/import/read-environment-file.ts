import type { ComputeConfigAnswer, ComputePlatform } from "@postern/contracts";
import { isSecretName } from "@postern/domain";
import { platformChoices } from "../platforms.ts";
import { readOwnPart } from "./own-part.ts";
import type { OwnReading, OwnValues } from "./own-part.ts";

/** Settings are a few kB. A larger file is another one, and would only make the page slow. */
export const maxFileBytes = 1_048_576;

/** A label as a file names it. */
export interface FileLabel {
  readonly name: string;
  readonly value: string | null;
}

/** What a file of an environment holds. */
export interface EnvironmentFile {
  readonly platform: ComputePlatform;
  readonly config: ComputeConfigAnswer;
  readonly labels: readonly FileLabel[];
  readonly own: OwnValues;
}

export type FileReading =
  | { readonly kind: "good"; readonly file: EnvironmentFile }
  /** Members that this server does not know; `file` is what is left without them. */
  | { readonly kind: "unknown"; readonly names: readonly string[]; readonly file: EnvironmentFile }
  | Refused;

export interface Refused {
  readonly kind: "refused";
  /** SAFETY: names of members, and never what stands in them. */
  readonly problem: string;
  readonly cure: string;
}

type SettingKind = "text" | "number" | "flag" | "variables";
type Setting = Exclude<keyof ComputeConfigAnswer, "discriminator">;

const settings: Readonly<Record<Setting, SettingKind>> = {
  ...{ workDir: "text", launchDir: "text", userName: "text", hostName: "text", port: "number", headQueue: "text", computeQueue: "text" },
  ...{ maxQueueSize: "number", headJobOptions: "text", propagateHeadJobOptions: "flag", unitForLimits: "text", perJobMemLimit: "flag" },
  ...{
    perTaskReserve: "flag",
    isTorque: "flag",
    preRunScript: "text",
    postRunScript: "text",
    nextflowConfig: "text",
    environment: "variables",
  },
};

const offered: readonly string[] = platformChoices.map(({ value }) => value);
const versionNames: readonly string[] = ["version", "formatVersion", "schemaVersion"];

/** Reads what `tw compute-envs export` or *Export as JSON* wrote: settings with their platform, and labels beside them. */
export function readEnvironmentFile(text: string): FileReading {
  const members = membersOf(text);
  if (members === undefined) {
    return refused("This is no JSON of one environment.", "Choose the file that “tw compute-envs export” or “Export as JSON” wrote.");
  }
  const { labels, postern, ...sent } = members;
  const given = Object.entries(sent).filter(([, value]) => !isNothing(value));
  const beside = { labels, postern: readOwnPart(postern) };
  return (
    findSecrets([...given, ["postern", postern]]) ??
    findVersion(given) ??
    findPlatform(given) ??
    findWrong(given, beside) ??
    readGood(given, beside)
  );
}

/** What stands beside the settings of the public API. */
interface Beside {
  readonly labels: unknown;
  readonly postern: OwnReading;
}

/** What stands in the file beside its name, for a person who is about to use it. */
export const settingCount = ({ config }: EnvironmentFile): number =>
  Object.entries(config).filter(([name, value]) => name !== "discriminator" && !isNothing(value)).length;

function membersOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return isMembers(value) ? value : undefined;
  } catch {
    // SAFETY: the parser's own words quote the text.
    return undefined;
  }
}

type Given = readonly (readonly [string, unknown])[];

function findSecrets(given: Given): Refused | undefined {
  const names = given.flatMap(([name, value]) => secretsIn(name, value));
  if (names.length === 0) return undefined;
  const cure =
    "Take their values out of the file, and change what others may have seen. Keep keys as credentials, and passwords of runs as secret variables.";
  return refused(`The file has secrets in it: ${listed(names)}.`, cure);
}

function secretsIn(name: string, value: unknown): readonly string[] {
  if (isNothing(value) || Object.hasOwn(settings, name)) return secretsOfSetting(name, value);
  if (isSecretName(name)) return [name];
  if (Array.isArray(value)) return value.flatMap((each: unknown) => (isMembers(each) ? secretsIn(`${name}[]`, each) : []));
  return isMembers(value) ? Object.entries(value).flatMap(([inner, each]) => secretsIn(inner, each)) : [];
}

function secretsOfSetting(name: string, value: unknown): readonly string[] {
  if (name === "environment") return secretVariables(value);
  return name === "nextflowConfig" && typeof value === "string" ? secretAssignments(value) : [];
}

/** Such as `tower.accessToken = '…'`. What reads it from elsewhere (`secrets.TOKEN`, `"${…}"`) is none, and `secret` itself takes names. */
function secretAssignments(text: string): readonly string[] {
  const assignments = text.matchAll(/(?<name>[A-Za-z_][\w.]*)\s*=\s*(?:'[^'\n]+'|"[^"$\n]+")/g);
  return [...assignments].flatMap(({ groups }) => {
    const name = groups?.["name"] ?? "";
    const last = name.split(".").at(-1) ?? "";
    return last !== "secret" && isSecretName(last) ? [name] : [];
  });
}

function secretVariables(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((each: unknown) => {
    if (!isMembers(each) || typeof each["name"] !== "string" || isNothing(each["value"])) return [];
    return isSecretName(each["name"]) ? [each["name"]] : [];
  });
}

function findVersion(given: Given): Refused | undefined {
  const [name] = given.find(([member]) => versionNames.includes(member)) ?? [];
  if (name === undefined) return undefined;
  const cure = "Export it again on a server of this version, or by “tw compute-envs export”.";
  return refused(`The file was written for another version: its ${name} is not known here.`, cure);
}

function findPlatform(given: Given): Refused | undefined {
  const platform = given.find(([name]) => name === "discriminator")?.[1];
  if (typeof platform === "string" && offered.includes(platform)) return undefined;
  const names = platformChoices.map(({ label }) => label).join(", ");
  if (typeof platform !== "string") {
    return refused("The file does not say of which platform it is.", "Its discriminator has to be there, such as slurm-platform.");
  }
  return refused(`Environments of the platform ${platform.slice(0, 60)} are not offered by this server.`, `It drives ${names}.`);
}

function findWrong(given: Given, { labels, postern: { wrong: own } }: Beside): Refused | undefined {
  if (own !== undefined) return refused(`${own.name} is not ${own.kind}.`, "Correct it in the file.");
  const wrong = given.find(([name, value]) => Object.hasOwn(settings, name) && !isOfKind(settings[name as Setting], value));
  if (wrong !== undefined) return refused(`${wrong[0]} is not ${kindWords[settings[wrong[0] as Setting]]}.`, "Correct it in the file.");
  if (isNothing(labels) || (Array.isArray(labels) && labels.every(isLabel))) return undefined;
  return refused("labels is not a list of names with their values.", "Correct it in the file.");
}

function readGood(given: Given, beside: Beside): FileReading {
  const known = Object.fromEntries(given.filter(([name]) => Object.hasOwn(settings, name)));
  const unset = Object.fromEntries(Object.keys(settings).map((name) => [name, null]));
  const platform = given.find(([name]) => name === "discriminator")?.[1];
  const file = toFile({ ...unset, workDir: "", ...known, discriminator: platform }, beside);
  const unknown = given.map(([name]) => name).filter((name) => name !== "discriminator" && !Object.hasOwn(settings, name));
  const names = [...unknown, ...beside.postern.unknown];
  return names.length === 0 ? { kind: "good", file } : { kind: "unknown", names, file };
}

/** Every member was looked at above. */
function toFile(config: Readonly<Record<string, unknown>>, { labels, postern }: Beside): EnvironmentFile {
  const read = config as Omit<ComputeConfigAnswer, "environment"> & { readonly environment: readonly FileVariable[] | null };
  const named = (isNothing(labels) ? [] : labels) as readonly { readonly name: string; readonly value?: string | null }[];
  return {
    platform: read.discriminator,
    config: { ...read, environment: read.environment === null ? null : read.environment.map(toVariable) },
    labels: named.map(({ name, value }) => ({ name, value: value ?? null })),
    own: postern.own,
  };
}

interface FileVariable {
  readonly name: string;
  readonly value: string;
  readonly head?: boolean | null;
  readonly compute?: boolean | null;
}

/** Without either scope it is for Nextflow, as the server takes it. */
const toVariable = ({ name, value, head, compute }: FileVariable) => ({
  ...{ name, value, head: head === true || compute !== true },
  compute: compute === true,
});

const kindWords: Readonly<Record<SettingKind, string>> = {
  text: "a text",
  number: "a number",
  flag: "true or false",
  variables: "a list of variables with names and values",
};

function isOfKind(kind: SettingKind, value: unknown): boolean {
  if (kind === "text") return typeof value === "string";
  if (kind === "number") return typeof value === "number" && Number.isSafeInteger(value);
  if (kind === "flag") return typeof value === "boolean";
  return Array.isArray(value) && value.every(isVariable);
}

function isVariable(value: unknown): boolean {
  return (
    isMembers(value) &&
    typeof value["name"] === "string" &&
    typeof value["value"] === "string" &&
    isFlag(value["head"]) &&
    isFlag(value["compute"])
  );
}

const isLabel = (value: unknown): boolean =>
  isMembers(value) && typeof value["name"] === "string" && (isNothing(value["value"]) || typeof value["value"] === "string");
const isFlag = (value: unknown): boolean => isNothing(value) || typeof value === "boolean";
const isNothing = (value: unknown): boolean => value === null || value === undefined || value === "";
const isMembers = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Names as they can be shown: a few, and none that is a page long. */
export const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, 8).map((name) => name.slice(0, 60));
  return names.length > shown.length ? `${shown.join(", ")} and ${String(names.length - shown.length)} more` : shown.join(", ");
};

const refused = (problem: string, cure: string): Refused => ({ kind: "refused", problem, cure });
