import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

export interface SshKeyWish {
  readonly type: "ed25519" | "rsa" | "ecdsa";
  readonly bits?: number;
  readonly passphrase?: string;
  /** As `ssh-keygen -Z` takes it. */
  readonly cipher?: string;
  /** As `ssh-keygen -m` takes it; OpenSSH's own without. */
  readonly format?: "PEM" | "PKCS8";
  /** Of the derivation from the passphrase. Few, so that tests are quick. */
  readonly rounds?: number;
  readonly comment?: string;
}

export interface MadeSshKey {
  readonly path: string;
  readonly privateText: string;
  /** Algorithm and key, without the comment. */
  readonly publicKey: string;
}

/** A key made by the real `ssh-keygen`, in the folder. */
export async function makeSshKey(folder: string, wish: SshKeyWish): Promise<MadeSshKey> {
  const path = join(folder, `key-${randomUUID()}`);
  const bits = wish.bits === undefined ? [] : ["-b", String(wish.bits)];
  const comment = ["-C", wish.comment ?? "a comment"];
  await sshKeygen(["-q", "-t", wish.type, ...bits, "-N", wish.passphrase ?? "", ...comment, ...formWords(wish), "-f", path]);
  const publicText = await readFile(`${path}.pub`, "utf8");
  return { path, privateText: await readFile(path, "utf8"), publicKey: publicText.split(" ").slice(0, 2).join(" ").trim() };
}

/** A copy of a key in another form: quicker than a new key. `of` must have no passphrase. */
export async function rewriteSshKey(folder: string, of: MadeSshKey, wish: Omit<SshKeyWish, "type" | "bits">): Promise<MadeSshKey> {
  const path = join(folder, `key-${randomUUID()}`);
  await copyFile(of.path, path);
  await copyFile(`${of.path}.pub`, `${path}.pub`);
  const comment = ["-C", wish.comment ?? "a comment"];
  await sshKeygen(["-q", "-p", "-P", "", "-N", wish.passphrase ?? "", ...comment, ...formWords(wish), "-f", path]);
  return { path, privateText: await readFile(path, "utf8"), publicKey: of.publicKey };
}

function formWords({ cipher, format, rounds = 1 }: Pick<SshKeyWish, "cipher" | "format" | "rounds">): readonly string[] {
  return [...["-a", String(rounds)], ...(cipher === undefined ? [] : ["-Z", cipher]), ...(format === undefined ? [] : ["-m", format])];
}

/** What `ssh-keygen` prints. Rejects when it fails. */
export async function sshKeygen(words: readonly string[]): Promise<string> {
  return (await promisify(execFile)("ssh-keygen", words)).stdout;
}
