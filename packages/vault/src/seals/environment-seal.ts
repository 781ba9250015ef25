import { AppError, isAppError } from "@postern/domain";
import type { KeyRing } from "../keys/key-ring.ts";
import { Secret } from "../secret.ts";
import { maxKeyFileSizeBytes } from "./key-file-access.ts";
import { parseKeyFile, renderKeyFile } from "./key-file-format.ts";
import type { Seal } from "./seal.ts";

/** Where the ring lies for this seal. It is no setting: arguments can be seen by everybody on the machine. */
export const environmentVariable = "POSTERN_VAULT_KEYS";

const maxTextLength = Math.ceil(maxKeyFileSizeBytes / 3) * 4;

/** The text for the environment: one line, which holds the keys in clear. */
export function renderEnvironmentKeys(ring: KeyRing): Secret {
  const bytes = renderKeyFile(ring);
  try {
    // SAFETY: `from(buffer)` shares memory and copies nothing.
    return Secret.fromUtf8(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"));
  } finally {
    bytes.fill(0);
  }
}

/** Master keys that the entry point took out of the environment (SPEC.md, section 12). Keeps their text, so that it can be asked again. */
export class EnvironmentSeal implements Seal {
  readonly isLocked = false;
  readonly name = `the environment variable ${environmentVariable}`;
  readonly #text: Secret;

  /**
   * `text`: what the variable held; stays the caller's, for as long as the seal is used.
   *
   * @throws vault.key_environment_missing · vault.key_environment_invalid
   */
  constructor(text: Secret | undefined) {
    if (text === undefined) {
      throw new AppError("vault.key_environment_missing", `The keys are to come from ${environmentVariable}, and it is not set.`);
    }
    this.#text = text;
    this.unsealNow().destroy();
  }

  async unseal(): Promise<KeyRing> {
    return this.unsealNow();
  }

  unsealNow(): KeyRing {
    const bytes = this.#text.useText(decode);
    try {
      return parseKeyFile(bytes, environmentVariable);
    } catch (error) {
      if (!isAppError(error)) throw error;
      throw invalid(error.message, error);
    } finally {
      // SAFETY: the ring holds its own copies of the keys.
      bytes.fill(0);
    }
  }

  /** Nobody can change the environment that the next start will get. */
  replace(): Promise<void> {
    return Promise.reject(new AppError("vault.seal_read_only", `The keys come from ${this.name}, which Postern cannot write.`));
  }
}

function decode(text: string): Buffer {
  if (text.length > maxTextLength) throw invalid("it is too long");
  // SAFETY: bytes of their own, not of the shared pool.
  const bytes = Buffer.alloc(Buffer.byteLength(text, "base64"));
  bytes.write(text, "base64");
  if (bytes.toString("base64") === text) return bytes;
  bytes.fill(0);
  throw invalid("it is not base64");
}

function invalid(why: string, cause?: unknown): AppError {
  return new AppError("vault.key_environment_invalid", `${environmentVariable} cannot be used: ${why}`, { cause });
}
