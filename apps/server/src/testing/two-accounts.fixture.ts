import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureDebianPackages, makeSshKey, startSshd } from "@postern/testing";
import type { MadeSshKey, SshdFixture } from "@postern/testing";

/** An account on the cluster, and the key that it takes. */
export interface ClusterAccount {
  readonly userName: string;
  readonly key: MadeSshKey;
}

/** One real sshd with two accounts of the machine, of which each takes a key of its own. Needs root, which alone can let in others. */
export interface TwoAccounts extends AsyncDisposable {
  readonly sshd: SshdFixture;
  /** The account that runs the test, and another one. */
  readonly first: ClusterAccount;
  readonly second: ClusterAccount;
  /** Another server of OpenSSH, with a host key of its own, where the same accounts have the same keys. Whoever starts it ends it. */
  startAnother(): Promise<SshdFixture>;
}

/** Comes with Debian's PostgreSQL, which tests have anyway, and has a shell. */
const otherAccount = "postgres";

/** @param settings further lines of `sshd_config` */
export async function startTwoAccounts(settings: readonly string[] = []): Promise<TwoAccounts> {
  await ensureDebianPackages(["openssh-client", "openssh-server", "postgresql"]);
  const folder = await mkdtemp(join(tmpdir(), "postern-accounts-"));
  // sshd reads the keys of an account as that account.
  await chmod(folder, 0o755);
  await mkdir(join(folder, "keys"), { mode: 0o755 });
  // Debian locks the other account for passwords, and an sshd without PAM takes that for a closed one: this one sees no line for it.
  const shadow = "*:20000:0:99999:7:::";
  const startAnother = () => startSshd({ settings: [`AuthorizedKeysFile ${join(folder, "keys", "%u")}`, ...settings], shadow });
  const sshd = await startAnother();
  const account = async (userName: string): Promise<ClusterAccount> => {
    const key = await makeSshKey(folder, { type: "ed25519" });
    await writeFile(join(folder, "keys", userName), `${key.publicKey}\n`, { mode: 0o644 });
    return { userName, key };
  };
  const [first, second] = [await account(sshd.user), await account(otherAccount)];
  return {
    ...{ sshd, first, second, startAnother },
    [Symbol.asyncDispose]: async () => {
      await sshd[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
