import { readFile } from "node:fs/promises";
import { AppError } from "@postern/domain";
import { createLogger, environmentName, readSettings, settingDefinitions, SystemClock } from "@postern/runtime";
import { takeVaultKeys, toServerSettings } from "@postern/server";
import type { ServerSettings } from "@postern/server";
import type { Clock, Logger } from "@postern/domain";
import type { Command } from "commander";

/** Adds a flag for every setting, and `--config`. */
export function addSettingOptions(command: Command): Command {
  for (const { key, kind, form, about } of settingDefinitions) {
    const flag = kind === "flag" ? `--${key} [value]` : `--${key} <value>`;
    command.option(flag, `${about} (${form}; ${environmentName(key)})`);
  }
  return command.option("--config <file>", "TOML file with the same keys");
}

export interface Prepared {
  readonly settings: ServerSettings;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Flags, environment and file together. @throws setting.invalid */
export async function prepare(options: Readonly<Record<string, unknown>>): Promise<Prepared> {
  // First of all, so that nothing that is started from here on inherits it.
  const vaultKeys = takeVaultKeys(process.env);
  const file = typeof options["config"] === "string" ? await readConfig(options["config"]) : undefined;
  const flags = Object.fromEntries(settingDefinitions.map(({ key }) => [key, flagOf(options[camelCase(key)])]));
  const given = readSettings({ flags, environment: process.env, ...(file === undefined ? {} : { file }) });
  const settings = { ...toServerSettings(given, process.env), vaultKeys };
  return { settings, clock: new SystemClock(), log: createLogger(settings.logLevel) };
}

async function readConfig(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new AppError("setting.invalid", `The settings file ${path} cannot be read.`, { fields: ["config"], cause: error });
  }
}

function flagOf(value: unknown): string | boolean | undefined {
  return typeof value === "string" || typeof value === "boolean" ? value : undefined;
}

function camelCase(key: string): string {
  return key.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
