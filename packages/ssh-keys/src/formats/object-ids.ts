import type { EcdsaAlgorithm } from "../keys/algorithms.ts";

/** Object identifiers that keys are marked with: the hexadecimal digits of their content. */
export const oid = {
  rsa: "2a864886f70d010101",
  ellipticCurve: "2a8648ce3d0201",
  ed25519: "2b6570",
  dsa: "2a8648ce380401",
  pbes2: "2a864886f70d01050d",
  pbkdf2: "2a864886f70d01050c",
  scrypt: "2b06010401da47040b",
  pbeSha1TripleDes: "2a864886f70d010c0103",
} as const;

export const curveOfOid: ReadonlyMap<string, EcdsaAlgorithm> = new Map([
  ["2a8648ce3d030107", "ecdsa-sha2-nistp256"],
  ["2b81040022", "ecdsa-sha2-nistp384"],
  ["2b81040023", "ecdsa-sha2-nistp521"],
]);

/** AES-128, -192 and -256 in CBC, and triple DES: what OpenSSL opens in PKCS#8. */
export const pkcs8Ciphers: readonly string[] = ["608648016503040102", "608648016503040116", "60864801650304012a", "2a864886f70d0307"];
