import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { AppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { EnvironmentSeal, KeyFileSeal, KeyRing, PassphraseSeal } from "@postern/vault";
import type { Seal } from "@postern/vault";
import type { ServerSettings } from "../server-settings.ts";
import { readPassphrase } from "./read-passphrase.ts";

export type SealSettings = Pick<ServerSettings, "keyFile" | "vaultSeal" | "passphraseFile" | "vaultKeys">;

export function sealedFileOf({ keyFile }: Pick<SealSettings, "keyFile">): string {
  return `${keyFile}.sealed`;
}

/**
 * The seal that the settings choose. That of a passphrase is locked when nobody has said it yet.
 *
 * @throws what the seal throws. @throws vault.passphrase_wrong for one that was said.
 */
export async function openSeal(settings: SealSettings): Promise<Seal> {
  switch (settings.vaultSeal) {
    case "key-file":
      return KeyFileSeal.open(settings.keyFile);
    case "environment":
      return new EnvironmentSeal(settings.vaultKeys);
    case "passphrase": {
      const seal = PassphraseSeal.open(sealedFileOf(settings));
      if (settings.passphraseFile === undefined) return seal;
      using passphrase = readPassphrase(settings.passphraseFile);
      (await seal.unlock(passphrase)).destroy();
      return seal;
    }
  }
}

/** Makes keys where nothing was sealed yet, in the seal that the settings choose, unless they are there. @throws what the seal throws */
export async function ensureSeal(settings: SealSettings, clock: Clock): Promise<void> {
  if (settings.vaultSeal === "environment") return;
  await mkdir(dirname(settings.keyFile), { recursive: true, mode: 0o700 });
  if (settings.vaultSeal === "key-file") await KeyFileSeal.ensure(settings.keyFile, { clock });
  else if (!(await isThere(sealedFileOf(settings)))) await makeSealed(settings, clock);
}

async function makeSealed(settings: SealSettings, clock: Clock): Promise<void> {
  const path = sealedFileOf(settings);
  if (settings.passphraseFile === undefined) {
    throw new AppError("vault.key_file_missing", `There is no ${path} yet. Name the passphrase of a new one with --passphrase-file.`);
  }
  // Standard input can be read only once: where it names the passphrase, `openSeal` could not ask it again.
  if (settings.passphraseFile === "-") {
    throw new AppError("setting.invalid", "Give the first passphrase in a file, not on standard input.", { fields: ["passphrase-file"] });
  }
  using passphrase = readPassphrase(settings.passphraseFile);
  using keys = KeyRing.generate(clock.now());
  using _made = await PassphraseSeal.create(path, { keys, passphrase });
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
    throw error;
  }
}
