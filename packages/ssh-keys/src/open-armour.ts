import type { Secret } from "@postern/vault";
import type { DerivationEnd, DerivationThreads } from "./derivation/derivation-threads.ts";
import { decodeBase64 } from "./formats/base64.ts";
import { parsePkcs1, parsePkcs8, parseSec1 } from "./formats/der-keys.ts";
import { openPemBody, parsePemBody } from "./formats/legacy-pem.ts";
import { parseOpenSshKey } from "./formats/openssh-key.ts";
import type { OpenSshFile } from "./formats/openssh-key.ts";
import { refuseEncryption } from "./formats/pkcs8-encryption.ts";
import { parsePrivatePart } from "./formats/private-part.ts";
import type { KeyNumbers } from "./keys/key-numbers.ts";
import type { ChosenArmour } from "./paste/choose-armour.ts";
import { isRefusal, refused } from "./refusals.ts";
import type { Refusal } from "./refusals.ts";

export interface OpenedKey {
  readonly kind: "opened";
  /** The caller wipes them. */
  readonly numbers: KeyNumbers;
  /** The public key that the file names in clear, where it does. */
  readonly publicBlob: Uint8Array | undefined;
  readonly comment: Uint8Array;
  readonly wasEncrypted: boolean;
}

const noComment = new Uint8Array(0);

/** Decrypts what is between the two lines, and takes the numbers out. Whether they belong together is not looked at. */
export async function openArmour(
  armour: ChosenArmour,
  passphrase: Secret | undefined,
  threads: DerivationThreads,
): Promise<OpenedKey | Refusal> {
  if (armour.label === "RSA PRIVATE KEY" || armour.label === "EC PRIVATE KEY") return openLegacy(armour, passphrase);
  const bytes = decodeBase64(armour.body.replaceAll(/\s/gu, ""));
  if (bytes === undefined) return refused("damaged");
  if (bytes.byteLength === 0) return refused("truncated");
  try {
    if (armour.label === "OPENSSH PRIVATE KEY") return await openOpenSsh(bytes, passphrase, threads);
    if (armour.label === "PRIVATE KEY") return opened(parsePkcs8(bytes), false);
    return await openEncryptedPkcs8(bytes, passphrase, threads);
  } finally {
    // SAFETY: what the numbers were read from.
    bytes.fill(0);
  }
}

function openLegacy({ label, body }: ChosenArmour, passphrase: Secret | undefined): OpenedKey | Refusal {
  const pem = parsePemBody(body);
  if (pem.base64 === "") return refused("truncated");
  const der = passphrase === undefined ? openPemBody(pem, undefined) : passphrase.use((bytes) => openPemBody(pem, bytes));
  if (!(der instanceof Uint8Array)) return der;
  const numbers = label === "RSA PRIVATE KEY" ? parsePkcs1(der) : parseSec1(der);
  der.fill(0);
  const wasEncrypted = pem.encryption !== undefined;
  // One wrong passphrase in 256 leaves a padding that looks right, and behind it anything.
  return wasEncrypted && isRefusal(numbers) && numbers.reason !== "algorithm_unknown"
    ? refused("passphrase_wrong")
    : opened(numbers, wasEncrypted);
}

async function openEncryptedPkcs8(
  der: Uint8Array,
  passphrase: Secret | undefined,
  threads: DerivationThreads,
): Promise<OpenedKey | Refusal> {
  const problem = refuseEncryption(der);
  if (problem !== undefined) return problem;
  if (passphrase === undefined) return refused("passphrase_missing");
  const end = await threads.run({ kind: "pkcs8", passphrase: passphrase.use(copy), der: copy(der) });
  return useAnswer(end, (plain) => opened(parsePkcs8(plain), true));
}

async function openOpenSsh(bytes: Uint8Array, passphrase: Secret | undefined, threads: DerivationThreads): Promise<OpenedKey | Refusal> {
  const file = parseOpenSshKey(bytes);
  if (isRefusal(file)) return file;
  const { encryption } = file;
  if (encryption === undefined) return openPrivatePart(file, file.privatePart);
  if (passphrase === undefined) return refused("passphrase_missing");
  const { cipher, rounds } = encryption;
  const sizeBytes = cipher.keySizeBytes + cipher.ivSizeBytes;
  const end = await threads.run({ kind: "bcrypt", passphrase: passphrase.use(copy), salt: copy(encryption.salt), rounds, sizeBytes });
  return useAnswer(end, (derived) => {
    const key = derived.subarray(0, cipher.keySizeBytes);
    const plain = cipher.decrypt({ key, iv: derived.subarray(cipher.keySizeBytes), body: file.privatePart, tag: encryption.tag });
    if (plain === undefined) return refused("passphrase_wrong");
    const found = openPrivatePart(file, plain);
    plain.fill(0);
    return found;
  });
}

/** Wipes the answer of a thread once it is used. */
function useAnswer(end: DerivationEnd, act: (bytes: Uint8Array) => OpenedKey | Refusal): OpenedKey | Refusal {
  if (end.kind === "too_slow") return refused("derivation_too_slow");
  if (end.answer === undefined) return refused("passphrase_wrong");
  try {
    return act(end.answer);
  } finally {
    end.answer.fill(0);
  }
}

function openPrivatePart({ publicBlob, encryption }: OpenSshFile, bytes: Uint8Array): OpenedKey | Refusal {
  const part = parsePrivatePart(bytes, encryption?.cipher.blockSizeBytes ?? 8);
  if (part.kind === "not_opened") return refused(encryption === undefined ? "damaged" : "passphrase_wrong");
  if (part.kind === "broken") return refused("damaged");
  const { numbers, comment } = part;
  return { kind: "opened", numbers, publicBlob: copy(publicBlob), comment, wasEncrypted: encryption !== undefined };
}

function opened(numbers: KeyNumbers | Refusal, wasEncrypted: boolean): OpenedKey | Refusal {
  return isRefusal(numbers) ? numbers : { kind: "opened", numbers, publicBlob: undefined, comment: noComment, wasEncrypted };
}

function copy(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytes);
}
