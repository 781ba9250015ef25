import { isAppError, toUserId } from "@postern/domain";
import type { Clock } from "@postern/domain";
import type { FairSshKeyReader } from "../../fair-ssh-key-reader.ts";
import { prepareSshKeys } from "../../prepare-ssh-keys.ts";
import { textMember } from "./members.ts";
import type { CredentialProbe, ProbedCredential, ProbeOutcome } from "./probe.ts";

export interface SshKeyProbeParts {
  readonly clock: Clock;
  readonly sshKeys: Pick<FairSshKeyReader, "read">;
}

/** The server itself, among those who have keys read. */
const ourselves = toUserId(0);

/**
 * Whether what is kept is still a key that OpenSSH takes, with a certificate of its own that has not ended. Nobody else is asked: whether
 * a cluster lets the key in is seen when its environment is checked.
 */
export class SshKeyProbe implements CredentialProbe {
  readonly #parts: SshKeyProbeParts;

  constructor(parts: SshKeyProbeParts) {
    this.#parts = parts;
  }

  async probe(credential: ProbedCredential): Promise<ProbeOutcome> {
    const { clock, sshKeys } = this.#parts;
    const names = ["privateKey", "passphrase", "certificate"];
    const values = names.map((name) => [name, textMember(credential, name)] as const).filter(([, value]) => value !== undefined);
    try {
      await prepareSshKeys(Object.fromEntries(values) as Readonly<Record<string, string>>, {
        now: clock.now(),
        read: (paste) => sshKeys.read(ourselves, paste),
      });
      return { kind: "valid" };
    } catch (error) {
      if (isAppError(error, "credential.ssh_key_refused") || isAppError(error, "credential.certificate_refused")) {
        return { kind: "invalid", message: error.message };
      }
      if (isAppError(error, "request.limited") || isAppError(error, "server.closing"))
        return { kind: "inconclusive", message: error.message };
      throw error;
    }
  }
}
