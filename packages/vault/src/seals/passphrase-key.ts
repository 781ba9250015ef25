import { hashRaw } from "@node-rs/argon2";
import { AppError } from "@postern/domain";
import { keySizeBytes } from "../envelope/envelope-format.ts";
import { Secret } from "../secret.ts";

/** What a derivation costs, and its salt (SPEC.md, section 13). */
export interface Derivation {
  readonly memoryKib: number;
  readonly passes: number;
  readonly lanes: number;
  /** 16 bytes. */
  readonly salt: Uint8Array;
}

export const saltSizeBytes = 16;
/** The second choice of RFC 9106: 64 MiB. About 60 ms here. */
export const usualCost = { memoryKib: 65_536, passes: 3, lanes: 4 } as const;

const argon2id = 2;
const version13 = 1;
const minPassphraseLength = 12;
const maxPassphraseSizeBytes = 1024;

/**
 * Whether somebody may ask for this much: enough that guessing is dear, and no more than a small machine can give. INVARIANT: asked before anything
 * is derived, for the numbers come from a file that may be foreign.
 */
export function isBounded({ memoryKib, passes, lanes }: Pick<Derivation, "memoryKib" | "passes" | "lanes">): boolean {
  return isWithin(memoryKib, 19_456, 1_048_576) && isWithin(passes, 1, 10) && isWithin(lanes, 1, 4);
}

/** The key of a passphrase; the caller destroys it. Takes some hundredths of a second, in another thread. */
export async function derivePassphraseKey(passphrase: Secret, { memoryKib, passes, lanes, salt }: Derivation): Promise<Secret> {
  const password = normalForm(passphrase);
  try {
    // SAFETY: argon2 reads a copy, which its own memory holds until it is used again.
    const options = {
      memoryCost: memoryKib,
      timeCost: passes,
      parallelism: lanes,
      outputLen: keySizeBytes,
      algorithm: argon2id,
      version: version13,
    };
    const bytes = await hashRaw(password, { ...options, salt });
    const key = Secret.fromBytes(bytes);
    // SAFETY: the copy in `key` is the only one left.
    bytes.fill(0);
    return key;
  } finally {
    password.fill(0);
  }
}

/** @throws vault.passphrase_weak for a new one that is too short or too long. */
export function requireStrong(passphrase: Secret): void {
  const length = passphrase.useText((text) => text.normalize("NFC").length);
  if (length >= minPassphraseLength && passphrase.byteLength <= maxPassphraseSizeBytes) return;
  const words = `Choose a passphrase of ${String(minPassphraseLength)} characters or more, and at most ${String(maxPassphraseSizeBytes)} bytes.`;
  throw new AppError("vault.passphrase_weak", words, { fields: ["passphrase"] });
}

// Two keyboards give the same letter in two forms.
function normalForm(passphrase: Secret): Uint8Array {
  return passphrase.useText((text) => new TextEncoder().encode(text.normalize("NFC")));
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
