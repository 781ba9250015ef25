import { openOffline } from "@postern/server";
import type { OfflineServices, ServerSettings } from "@postern/server";
import { readSecretFile } from "./secret-file.ts";
import { prepare } from "./settings-options.ts";

export interface PasswordOptions extends Record<string, unknown> {
  readonly passwordFile: string;
}

export interface OpenedWithPassword {
  readonly password: string;
  readonly settings: ServerSettings;
  /** The caller closes them. */
  readonly services: OfflineServices;
}

/** How every command begins that gives somebody a password: the file first, so that nothing is opened when it cannot be read. */
export async function openWithPassword(options: PasswordOptions): Promise<OpenedWithPassword> {
  const password = await readSecretFile(options.passwordFile);
  const { settings, clock, log } = await prepare(options);
  return { password, settings, services: await openOffline(settings, { clock, log }) };
}
