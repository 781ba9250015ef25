import type {
  GenerateSshKeyRequest,
  GenerateSshKeyResponse,
  InspectSshKeyRequest,
  InspectSshKeyResponse,
  SshPublicHalf,
} from "@postern/contracts";
import type { Clock } from "@postern/domain";
import { authorizedKeysLine, generateKeyPair, readCertificate } from "@postern/ssh-keys";
import type { PrivateKey } from "@postern/ssh-keys";
import { Secret } from "@postern/vault";
import type { Actor } from "../../http/caller.ts";
import { describeCertificate } from "./describe-certificate.ts";
import type { FairSshKeyReader } from "./fair-ssh-key-reader.ts";
import type { CredentialService } from "./service.ts";

export interface SshKeyParts {
  readonly clock: Clock;
  readonly sshKeys: Pick<FairSshKeyReader, "read">;
  readonly credentials: Pick<CredentialService, "create">;
  /** Addresses that clusters see of this server. */
  readonly from: readonly string[];
}

/** Keys of SSH before they are credentials: looked at, or made here. */
export class SshKeyService {
  readonly #parts: SshKeyParts;

  constructor(parts: SshKeyParts) {
    this.#parts = parts;
  }

  /** What a paste is. Keeps nothing, and what it decoded is wiped before the answer. @throws request.limited */
  async inspect(actor: Actor, request: InspectSshKeyRequest): Promise<InspectSshKeyResponse> {
    using text = Secret.fromUtf8(request.privateKey.toWellFormed());
    using passphrase = Secret.fromUtf8((request.passphrase ?? "").toWellFormed());
    const reading = await this.#parts.sshKeys.read(actor.userId, { text, passphrase });
    if (reading.kind === "refused") {
      const { reason, message, cure } = reading;
      return { key: null, warnings: [], refusal: { reason, message, cure }, certificateInfo: null, certificateRefusal: null };
    }
    using _openssh = reading.openssh;
    const { publicKey, warnings } = reading;
    const certificate = this.#inspectCertificate(request.certificate ?? "", publicKey);
    return { key: this.#publicHalf(reading, "postern"), warnings: [...warnings], refusal: null, ...certificate };
  }

  /**
   * A credential with a new pair. Its private half goes into the sealed record and nowhere else.
   *
   * @throws what `CredentialService.create` throws; then there is no pair either.
   */
  async generate(actor: Actor, request: GenerateSshKeyRequest): Promise<GenerateSshKeyResponse> {
    const pair = generateKeyPair();
    using openssh = pair.openssh;
    const keys = openssh.useText((privateKey) => ({ privateKey }));
    const credentialsId = await this.#parts.credentials.create(actor, { ...request, provider: "ssh", keys });
    return { credentialsId, ...this.#publicHalf(pair, `postern-${request.name}`) };
  }

  #inspectCertificate(text: string, publicKey: string): Pick<InspectSshKeyResponse, "certificateInfo" | "certificateRefusal"> {
    if (text.trim() === "") return { certificateInfo: null, certificateRefusal: null };
    const found = readCertificate({ text, publicKey, now: this.#parts.clock.now() });
    if (found.kind === "certificate") return { certificateInfo: describeCertificate(found), certificateRefusal: null };
    const { reason, message, cure } = found;
    return { certificateInfo: null, certificateRefusal: { reason, message, cure } };
  }

  #publicHalf({ algorithm, bits, publicKey, fingerprint }: PrivateKey, comment: string): SshPublicHalf {
    const line = authorizedKeysLine({ publicKey, comment, from: this.#parts.from });
    return { algorithm, bits, publicKey, fingerprint, authorizedKeysLine: line };
  }
}
