import { AppError } from "@postern/domain";
import { parse } from "smol-toml";
import { settingDefinitions } from "./schema.ts";
import type { SettingDefinition, SettingKey } from "./schema.ts";

export type SettingValue = string | number | boolean;
export type Settings = Readonly<Record<SettingKey, SettingValue>>;

/** Places a value can come from; the first that has it wins. */
export interface SettingSources {
  /** From the command line, by key. */
  readonly flags: Readonly<Record<string, string | boolean | undefined>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Text of the TOML file, if there is one. */
  readonly file?: string;
}

/**
 * Every setting with its value: flag, else `POSTERN_*`, else file, else default.
 *
 * @throws setting.invalid naming the setting and where its value came from. A key that nobody knows is refused too:
 * a misspelt setting that is silently ignored is found much later.
 */
export function readSettings(sources: SettingSources): Settings {
  const file = parseFile(sources.file);
  refuseUnknownKeys(file);
  const entries = settingDefinitions.map((definition) => [definition.key, readOne(definition, sources, file)] as const);
  return Object.fromEntries(entries) as Record<SettingKey, SettingValue>;
}

/** `data-dir` → `POSTERN_DATA_DIR`. */
export function environmentName(key: string): string {
  return `POSTERN_${key.toUpperCase().replaceAll("-", "_")}`;
}

function readOne(definition: SettingDefinition, sources: SettingSources, file: Readonly<Record<string, unknown>>): SettingValue {
  const name = environmentName(definition.key);
  const candidates: readonly (readonly [string, unknown])[] = [
    [`--${definition.key}`, sources.flags[definition.key]],
    [name, sources.environment[name]],
    [`${definition.key} in the settings file`, file[definition.key]],
  ];
  const given = candidates.find(([, value]) => value !== undefined);
  return given === undefined ? definition.fallback : parseValue(definition, given[0], given[1]);
}

function parseValue(definition: SettingDefinition, source: string, raw: unknown): SettingValue {
  const value = convert(definition.kind, raw);
  const problem = value === undefined ? `use ${definition.form}` : definition.problem?.(value);
  if (value !== undefined && problem === undefined) return value;
  throw new AppError("setting.invalid", `${source} is not understood: ${problem ?? ""}.`, { fields: [definition.key] });
}

function convert(kind: SettingDefinition["kind"], raw: unknown): SettingValue | undefined {
  if (kind === "text") return typeof raw === "string" ? raw : undefined;
  if (kind === "integer") return /^-?\d+$/.test(String(raw)) ? Number(raw) : undefined;
  if (raw === true || raw === "true" || raw === "") return true;
  return raw === false || raw === "false" ? false : undefined;
}

function parseFile(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  try {
    return parse(text);
  } catch (error) {
    throw new AppError("setting.invalid", "The settings file is not valid TOML.", { detail: String(error), cause: error });
  }
}

function refuseUnknownKeys(file: Readonly<Record<string, unknown>>): void {
  const known = new Set<string>(settingDefinitions.map(({ key }) => key));
  const unknown = Object.keys(file).find((key) => !known.has(key));
  if (unknown === undefined) return;
  throw new AppError("setting.invalid", `The settings file has an unknown key: ${unknown}.`, { fields: [unknown] });
}
