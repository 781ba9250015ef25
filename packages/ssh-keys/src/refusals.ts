/** Why a paste is not taken for a private key. The names are part of the API; SPEC.md, section 5, says what each is. */
export type RefusalReason = keyof typeof refusals;

export interface Refusal {
  readonly kind: "refused";
  readonly reason: RefusalReason;
  /** What it is instead, for the person who pasted it. SAFETY: quotes no part of the paste. */
  readonly message: string;
  /** What to do about it. */
  readonly cure: string;
}

const wholeFile =
  "Copy the whole file of the private key, from the line with BEGIN to the line with END, and paste it again. Uploading the file is safer.";
const newKey = "Make a new key, best here with Generate, or with: ssh-keygen -t ed25519.";

const refusals = {
  empty: ["There is no key.", "Paste the private key, or have one generated."],
  too_large: ["This is too large to be a private key.", "Paste the file of one private key and nothing else."],
  not_text: [
    "This is a binary file or holds control characters; a private key for SSH is text.",
    "Choose the file that ssh-keygen wrote, saved as UTF-8. A key inside a .p12 or .pfx file: openssl pkcs12 -in FILE -nocerts -out key.pem.",
  ],
  public_key: [
    "This is a public key. It belongs on the cluster; here the private key is needed.",
    "Paste the file of the same name without .pub at its end.",
  ],
  certificate: [
    "This is a certificate of SSH. It has a member of its own; here the private key is needed.",
    "Paste the private key here, and this text as the certificate.",
  ],
  x509: ["This is an X.509 certificate, not a private key for SSH.", "Paste the private key that you sign in to the cluster with."],
  putty: [
    "This is a key in the format of PuTTY.",
    "In PuTTYgen choose Conversions, Export OpenSSH key; or: puttygen FILE -O private-openssh-new -o key.",
  ],
  foreign: ["This is a private key of another software.", "Export it in the format of OpenSSH, or have a new one generated here."],
  pkcs12: ["This is a PKCS#12 file, not a private key alone.", "Take the key out: openssl pkcs12 -in FILE -nocerts -out key.pem."],
  path: [
    "This looks like the name of a file. Postern cannot read files of your computer or of the cluster.",
    "Paste what is in the file, or upload it.",
  ],
  several_keys: ["There are several private keys in this text.", "Paste one of them: from its line with BEGIN to its line with END."],
  truncated: ["This private key is cut: a part of it is missing.", wholeFile],
  damaged: ["This private key is damaged: what is in it does not hold together.", wholeFile],
  not_a_key: [
    "This is not a private key.",
    "Paste the file of a private key; its first line begins with -----BEGIN and ends with PRIVATE KEY-----.",
  ],
  passphrase_missing: ["This private key is protected by a passphrase.", "Enter its passphrase too."],
  passphrase_wrong: [
    "The passphrase does not open this private key.",
    "Enter the passphrase of this key. If it is right, the file is damaged: paste it again.",
  ],
  dsa: ["This is a DSA key. OpenSSH does not accept these any more.", newKey],
  rsa_too_short: ["This RSA key is too short.", `At least 2048 bits are needed. ${newKey}`],
  rsa_too_long: ["This RSA key is too long.", `At most 16384 bits can be used. ${newKey}`],
  security_key: [
    "This key lives in a security device: each sign-in needs somebody who touches it.",
    "Use a key that is kept in a file; have one generated here.",
  ],
  algorithm_unknown: ["The algorithm of this key is not one that SSH servers accept.", newKey],
  cipher_unknown: [
    "This private key is encrypted in a way that cannot be undone here.",
    "Rewrite a copy of it with: ssh-keygen -p -f COPY, and paste that.",
  ],
  derivation_too_slow: [
    "It takes too long to get from the passphrase of this key to the key.",
    "Rewrite a copy of it with fewer rounds: ssh-keygen -p -a 16 -f COPY, and paste that.",
  ],
} as const satisfies Record<string, readonly [message: string, cure: string]>;

/** `fact` is a sentence with a number that decided. It must hold nothing else of the key. */
export function refused(reason: RefusalReason, fact?: string): Refusal {
  const [message, cure] = refusals[reason];
  return { kind: "refused", reason, message: fact === undefined ? message : `${message} ${fact}`, cure };
}

export const refusalReasons: readonly RefusalReason[] = Object.keys(refusals).map(toReason);

export function isRefusal(value: object | undefined): value is Refusal {
  return value !== undefined && "kind" in value && value.kind === "refused";
}

function toReason(name: string): RefusalReason {
  return name as RefusalReason;
}
