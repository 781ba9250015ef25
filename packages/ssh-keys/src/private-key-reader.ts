import { isAppError } from "@postern/domain";
import { Secret } from "@postern/vault";
import { DerivationThreads } from "./derivation/derivation-threads.ts";
import type { DerivationOptions } from "./derivation/derivation-threads.ts";
import { renderOpenSshKey } from "./formats/openssh-key.ts";
import type { KeyAlgorithm } from "./keys/algorithms.ts";
import { completeKey } from "./keys/complete-key.ts";
import type { CompleteKey } from "./keys/complete-key.ts";
import { wipeNumbers } from "./keys/key-numbers.ts";
import { fingerprintOf, renderPublicLine } from "./keys/public-key.ts";
import { openArmour } from "./open-armour.ts";
import type { OpenedKey } from "./open-armour.ts";
import { chooseArmour } from "./paste/choose-armour.ts";
import { isRefusal, refused } from "./refusals.ts";
import type { Refusal } from "./refusals.ts";

export interface Paste {
  readonly text: Secret;
  /** Empty is the same as none. */
  readonly passphrase?: Secret | undefined;
}

export interface PrivateKey {
  readonly kind: "key";
  readonly algorithm: KeyAlgorithm;
  readonly bits: number;
  /** One line as in `authorized_keys`, without a comment. */
  readonly publicKey: string;
  /** `SHA256:…`, as `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
  /** As the file has it, printable characters only; may be empty. */
  readonly comment: string;
  /** `openssh-key-v1`, not encrypted: the same bytes for the same key, whatever it was pasted as. The caller destroys it. */
  readonly openssh: Secret;
  /** Sentences about what was mended or not needed. */
  readonly warnings: readonly string[];
}

export type PrivateKeyReading = PrivateKey | Refusal;

const mostBytes = 65_536;

/** Reads private keys as people paste them. Closing it ends derivations that still run. */
export class PrivateKeyReader implements AsyncDisposable {
  readonly #threads: DerivationThreads;

  constructor(options: DerivationOptions) {
    this.#threads = new DerivationThreads(options);
  }

  /**
   * What a paste is: a private key, or a refusal that says what it is instead. Never throws because of what was pasted. Keeps nothing;
   * may run many times at once. `paste` stays the caller's, who must not destroy it before the answer.
   */
  async read({ text, passphrase }: Paste): Promise<PrivateKeyReading> {
    if (text.byteLength === 0) return refused("empty");
    if (text.byteLength > mostBytes) return refused("too_large");
    const armour = chooseIn(text);
    if (isRefusal(armour)) return armour;
    const given = passphrase === undefined || passphrase.byteLength === 0 ? undefined : passphrase;
    const opened = await openArmour(armour, given, this.#threads);
    if (isRefusal(opened)) return opened;
    const notNeeded = given === undefined || opened.wasEncrypted ? [] : ["The key has no passphrase; the one given was not needed."];
    return this.#dress(opened, [...armour.mended, ...notNeeded]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#threads[Symbol.asyncDispose]();
  }

  #dress({ numbers, publicBlob, comment }: OpenedKey, warnings: readonly string[]): PrivateKeyReading {
    try {
      const complete = completeKey(numbers);
      if (isRefusal(complete)) return complete;
      if (publicBlob !== undefined && Buffer.compare(publicBlob, complete.publicBlob) !== 0) return refused("damaged");
      return toPrivateKey(complete, { comment: printable(comment), warnings });
    } finally {
      wipeNumbers(numbers);
    }
  }
}

export interface KeyDressing {
  readonly comment: string;
  readonly warnings: readonly string[];
}

/** Writes the key in the form that is kept. The numbers stay the caller's. */
export function toPrivateKey(key: CompleteKey, { comment, warnings }: KeyDressing): PrivateKey {
  const { algorithm } = key.numbers;
  const text = renderOpenSshKey(key);
  const openssh = Secret.fromBytes(text);
  // SAFETY: the copy in `openssh` is the only one left.
  text.fill(0);
  return {
    ...{ kind: "key", algorithm, bits: key.bits, openssh, comment, warnings },
    publicKey: renderPublicLine(algorithm, key.publicBlob),
    fingerprint: fingerprintOf(key.publicBlob),
  };
}

function chooseIn(text: Secret): ReturnType<typeof chooseArmour> {
  try {
    return text.useText(chooseArmour);
  } catch (error) {
    if (isAppError(error, "vault.secret_not_text")) return refused("not_text");
    throw error;
  }
}

// INVARIANT: no line end comes through. The comment may stand in a line of `authorized_keys`, and would begin another one.
function printable(comment: Uint8Array): string {
  const text = new TextDecoder().decode(comment);
  return text
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}\u{fffd}]/gu, "")
    .slice(0, 200)
    .trim();
}
