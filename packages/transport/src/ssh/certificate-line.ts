import { AppError } from "@postern/domain";

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
