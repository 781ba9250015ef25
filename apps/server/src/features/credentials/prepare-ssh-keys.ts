import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import { readCertificate } from "@postern/ssh-keys";
import type { CertificateRefusal, Paste, PrivateKey, PrivateKeyReading, Refusal } from "@postern/ssh-keys";
import { Secret } from "@postern/vault";
import { describeCertificate } from "./describe-certificate.ts";

type Values = Readonly<Record<string, string | boolean>>;

export interface SshKeyTools {
  readonly now: TimeMs;
  readonly read: (paste: Paste) => Promise<PrivateKeyReading>;
}

export interface PreparedSshKeys {
  /** The key in the one form that is kept, which has no passphrase; and the certificate, if there is one. */
  readonly values: Values;
  readonly derived: Readonly<Record<string, string>>;
}

/**
 * Turns what was sent for the provider `ssh` into what is sealed (packages/ssh-keys/SPEC.md, section 1) and what is shown.
 *
 * @throws credential.ssh_key_refused · credential.certificate_refused, which say what is wrong and quote nothing.
 */
export async function prepareSshKeys(values: Values, { now, read }: SshKeyTools): Promise<PreparedSshKeys> {
  const key = await readKey(values, read);
  using openssh = key.openssh;
  const { publicKey, fingerprint } = key;
  const privateKey = openssh.useText((text) => text);
  const sent = values["certificate"];
  if (typeof sent !== "string") return { values: { privateKey }, derived: { publicKey, fingerprint } };
  const certificate = readCertificate({ text: sent, publicKey, now });
  if (certificate.kind === "refused") throw refusedCertificate(certificate);
  const certificateInfo = describeCertificate(certificate);
  return { values: { privateKey, certificate: certificate.line }, derived: { publicKey, fingerprint, certificateInfo } };
}

async function readKey(values: Values, read: SshKeyTools["read"]): Promise<PrivateKey> {
  using text = Secret.fromUtf8(String(values["privateKey"] ?? ""));
  using passphrase = Secret.fromUtf8(String(values["passphrase"] ?? ""));
  const reading = await read({ text, passphrase });
  if (reading.kind === "refused") throw refusedKey(reading);
  return reading;
}

function refusedKey({ reason, message, cure }: Refusal): AppError {
  const member = reason.startsWith("passphrase_") ? "passphrase" : "privateKey";
  return new AppError("credential.ssh_key_refused", `${message} ${cure}`, { fields: [`credentials.keys.${member}`], detail: reason });
}

function refusedCertificate({ reason, message, cure }: CertificateRefusal): AppError {
  const fields = ["credentials.keys.certificate"];
  return new AppError("credential.certificate_refused", `${message} ${cure}`, { fields, detail: reason });
}
