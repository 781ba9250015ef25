import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import ssh2 from "ssh2";
import type { ParsedKey } from "ssh2";

import { certificateAlgorithms, endOfCertificate, readCertificateLine } from "./certificate-line.ts";
import type { SshKey } from "./ssh-target.ts";

/** A key that the SSH library can use while it is lent, and of which nothing but the public half is left after. */
export interface LentKey {
  readonly key: ParsedKey;
  readonly isCertified: boolean;
  /** When the certificate is over, where there is one and it has an end. */
  readonly endsAt: TimeMs | undefined;
  readonly takeBack: () => void;
  /** Whether a signature was made with it. */
  readonly hasSigned: () => boolean;
}

/**
 * @throws credential.ssh_key_refused, credential.certificate_refused
 */
export function lendToLibrary({ privateKey, certificate }: SshKey): LentKey {
  let hasSigned = false;
  let held: ParsedKey | undefined = parsePrivate(privateKey);
  const { type } = held;
  const shown = certificate === undefined ? undefined : readCertificateLine(certificate, type);
  // The library keeps what it signed in with as long as the connection stands. So it gets the public half, and signs by asking us.
  const key = Object.create(ssh2.utils.parseKey(held.getPublicSSH())) as ParsedKey;
  const members = {
    type: shown === undefined ? type : certificateAlgorithms[type]?.request,
    getPublicSSH: () => shown ?? parsePublic(key),
    isPrivateKey: () => true,
    sign: (data: Buffer, hash?: string) => {
      if (held === undefined) return new Error("the key was taken back");
      hasSigned = true;
      // Certificates of RSA keys are asked for with SHA-512 alone, which every server takes that takes certificates.
      return held.sign(data, shown !== undefined && type === "ssh-rsa" ? "sha512" : hash);
    },
  };
  for (const [name, value] of Object.entries(members)) Object.defineProperty(key, name, { value, enumerable: true });
  const endsAt = shown === undefined ? undefined : endOfCertificate(shown, type);
  return { key, isCertified: shown !== undefined, endsAt, takeBack: () => (held = undefined), hasSigned: () => hasSigned };
}

function parsePublic(key: ParsedKey): Buffer {
  return (Object.getPrototypeOf(key) as ParsedKey).getPublicSSH();
}

function parsePrivate(text: string): ParsedKey {
  const parsed = ssh2.utils.parseKey(text);
  const key: unknown = Array.isArray(parsed) ? parsed[0] : parsed;
  // What the library says of a key may quote it.
  if (key instanceof Error || !isPrivate(key)) {
    throw new AppError("credential.ssh_key_refused", "The key of the credential cannot be used to sign in by SSH.");
  }
  return key;
}

function isPrivate(key: unknown): key is ParsedKey {
  return typeof key === "object" && key !== null && "isPrivateKey" in key && (key as ParsedKey).isPrivateKey();
}
