import { rm, stat } from "node:fs/promises";
import { AppError, isAppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { KeyFileSeal, PassphraseSeal, renderEnvironmentKeys } from "@postern/vault";
import type { KeyRing, Secret } from "@postern/vault";
import type { KeyService } from "../features/keys/service.ts";
import { openSeal, sealedFileOf } from "./open-seal.ts";
import type { SealSettings } from "./open-seal.ts";
import { readPassphrase } from "./read-passphrase.ts";

export type SealKind = SealSettings["vaultSeal"];

export interface SealMove {
  readonly keys: Pick<KeyService, "copyKeys" | "requireRight">;
  readonly settings: SealSettings;
  readonly clock: Clock;
}

/**
 * Puts a copy of the keys under a passphrase, durably, and opens it once. What holds them now stays as it is, until `forgetSeal`. Under a passphrase
 * already they get this one instead.
 *
 * @throws vault.passphrase_weak · vault.key_file_exists when a file of other keys, or of another passphrase, is in the way
 */
export async function copyUnderPassphrase({ keys, settings }: SealMove, passphraseFile: string): Promise<string> {
  const path = sealedFileOf(settings);
  using passphrase = readPassphrase(passphraseFile);
  await keys.copyKeys("passphrase", async (ring, seal) => {
    if (seal instanceof PassphraseSeal) await seal.changePassphrase({ keys: ring, passphrase });
    else await makeOrRenew(path, ring, passphrase);
    using written = PassphraseSeal.open(path);
    requireSame(await written.unlock(passphrase), ring, path);
  });
  return path;
}

/** The same into a key file. @throws vault.key_file_exists when a file of other keys is in the way */
export async function copyIntoKeyFile({ keys, settings: { keyFile } }: SealMove): Promise<string> {
  await keys.copyKeys("key-file", async (ring) => {
    try {
      await KeyFileSeal.createFor(keyFile, ring);
    } catch (error) {
      if (!isAppError(error, "vault.key_file_exists")) throw error;
      await renew(await KeyFileSeal.open(keyFile), ring);
    }
    requireSame(await (await KeyFileSeal.open(keyFile)).unseal(), ring, keyFile);
  });
  return keyFile;
}

/** The text for the environment, with one key more when it is wanted. The caller writes it where nobody else reads, and destroys it. */
export async function renderForEnvironment({ keys, clock }: SealMove, { withNewTerm }: { withNewTerm: boolean }): Promise<Secret> {
  const made: Secret[] = [];
  await keys.copyKeys("environment", async (ring) => {
    using copy = ring.copyWithout();
    if (withNewTerm) copy.addTerm(clock.now());
    made.push(renderEnvironmentKeys(copy));
  });
  const [text] = made;
  if (text === undefined) throw new AppError("server.internal", "The keys were not rendered.");
  return text;
}

/**
 * Removes the file of a seal that is not used any more: only when the seal that the settings choose opens everything that was sealed here.
 *
 * @throws vault.seal_in_use for the chosen one. @throws vault.key_wrong · vault.key_term_missing
 */
export async function forgetSeal({ keys, settings }: SealMove, kind: Exclude<SealKind, "environment">): Promise<string> {
  if (settings.vaultSeal === kind) {
    throw new AppError("vault.seal_in_use", `The keys come from there: vault-seal is ${kind}.`);
  }
  await keys.requireRight();
  const path = kind === "key-file" ? settings.keyFile : sealedFileOf(settings);
  if (kind === "key-file") await requireCovered(settings, path);
  // Found out now: removing nothing would look like success.
  await stat(path).catch((error: unknown) => {
    throw new AppError("vault.key_file_missing", `The key file ${path} does not exist.`, { cause: error });
  });
  await rm(path);
  return path;
}

/** Whether nothing is in the old file that the chosen seal lacks, such as a key that was made after the copy. */
async function requireCovered(settings: SealSettings, path: string): Promise<void> {
  using old = await (await KeyFileSeal.open(path)).unseal();
  const chosen = await openSeal(settings);
  using ring = await chosen.unseal();
  if (old.terms.every((term) => ring.has(term)) && ring.agreesWith(old)) return;
  throw new AppError("vault.key_term_missing", `${path} holds a key that ${chosen.name} lacks.`);
}

async function makeOrRenew(path: string, ring: KeyRing, passphrase: Secret): Promise<void> {
  try {
    using _made = await PassphraseSeal.create(path, { keys: ring, passphrase });
  } catch (error) {
    if (!isAppError(error, "vault.key_file_exists")) throw error;
    using there = PassphraseSeal.open(path);
    const known = await there.unlock(passphrase).catch((wrong: unknown) => {
      if (isAppError(wrong, "vault.passphrase_wrong")) throw inTheWay(path);
      throw wrong;
    });
    known.destroy();
    await renew(there, ring);
  }
}

/** An earlier copy of the same keys gets what came since; the keys of something else are never written over. */
async function renew(seal: KeyFileSeal | PassphraseSeal, ring: KeyRing): Promise<void> {
  using held = seal.unsealNow();
  if (!held.agreesWith(ring)) throw inTheWay(seal.path);
  await seal.replace(ring);
}

function requireSame(found: KeyRing, ring: KeyRing, path: string): void {
  using written = found;
  const isSame = written.agreesWith(ring) && written.terms.join() === ring.terms.join() && written.activeTerm === ring.activeTerm;
  if (!isSame) throw new AppError("vault.key_file_failed", `What was written to ${path} does not read back.`);
}

function inTheWay(path: string): AppError {
  return new AppError("vault.key_file_exists", `${path} is there already, with other keys or another passphrase.`);
}
