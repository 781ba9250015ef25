import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";

/** How a certificate for a key of that algorithm is asked for, and what its signatures are called. */
export const certificateAlgorithms: Readonly<Record<string, { readonly request: string; readonly signature: string }>> = {
  "ssh-ed25519": { request: "ssh-ed25519-cert-v01@openssh.com", signature: "ssh-ed25519" },
  "ssh-rsa": { request: "rsa-sha2-512-cert-v01@openssh.com", signature: "rsa-sha2-512" },
  "ecdsa-sha2-nistp256": { request: "ecdsa-sha2-nistp256-cert-v01@openssh.com", signature: "ecdsa-sha2-nistp256" },
  "ecdsa-sha2-nistp384": { request: "ecdsa-sha2-nistp384-cert-v01@openssh.com", signature: "ecdsa-sha2-nistp384" },
  "ecdsa-sha2-nistp521": { request: "ecdsa-sha2-nistp521-cert-v01@openssh.com", signature: "ecdsa-sha2-nistp521" },
};

/**
 * The bytes of a certificate, from the line that `ssh-keygen -s` wrote. Whether it is valid, and for whom, the cluster decides.
 *
 * @throws credential.certificate_refused when it is not one for a key of that algorithm.
 */
export function readCertificateLine(line: string, keyAlgorithm: string): Buffer {
  const [name = "", base64 = ""] = line.trim().split(/\s+/);
  const bytes = Buffer.from(base64, "base64");
  const said = bytes.length < 4 ? "" : bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString("latin1");
  const wanted = keyAlgorithm === "ssh-rsa" ? "ssh-rsa-cert-v01@openssh.com" : certificateAlgorithms[keyAlgorithm]?.request;
  if (wanted !== undefined && said === wanted && name === wanted) return bytes;
  throw new AppError("credential.certificate_refused", "The certificate of the credential is not one for its key.");
}

/** Members between the one-time number and the serial number: the public key. */
const keyMembers: Readonly<Record<string, number>> = { "ssh-ed25519": 1, "ssh-rsa": 2 };
const ecdsaKeyMembers = 2;
const serialAndKindBytes = 12;

/** When a certificate that `readCertificateLine` took is over; `undefined` for one without an end, or one that is cut off. */
export function endOfCertificate(bytes: Buffer, keyAlgorithm: string): TimeMs | undefined {
  let at = 0;
  const skip = (members: number): void => {
    for (let member = 0; member < members; member += 1) at += 4 + bytes.readUInt32BE(at);
  };
  try {
    skip(2 + (keyMembers[keyAlgorithm] ?? ecdsaKeyMembers));
    at += serialAndKindBytes;
    // Its name, and for whom it is.
    skip(2);
    const seconds = bytes.readBigUInt64BE(at + 8);
    return seconds > BigInt(lastSecond) ? undefined : Number(seconds) * 1000;
  } catch {
    // Shorter than it says. What it is worth, the cluster tells.
    return undefined;
  }
}

/** Of what a `Date` can hold. */
const lastSecond = 8_640_000_000_000;
