import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sshKeygen } from "./make-ssh-key.ts";

export interface SeenSshKey {
  /** Algorithm and key, without a comment. */
  readonly publicKey: string;
  readonly fingerprint: string;
}

/** What the real `ssh-keygen` says of a private key that has no passphrase. Rejects when it cannot read it. */
export async function asOpenSshSeesIt(folder: string, privateText: string): Promise<SeenSshKey> {
  const path = join(folder, `seen-${randomUUID()}`);
  try {
    await writeFile(path, privateText, { mode: 0o600 });
    const line = await sshKeygen(["-y", "-P", "", "-f", path]);
    await writeFile(`${path}.pub`, line);
    const listed = await sshKeygen(["-l", "-f", `${path}.pub`]);
    return { publicKey: line.split(" ").slice(0, 2).join(" ").trim(), fingerprint: listed.split(" ")[1] ?? "" };
  } finally {
    await rm(path, { force: true });
  }
}
