import { AppError } from "@postern/domain";
import type { SlowHashing } from "./slow-hashing.ts";

const minPasswordLength = 12;
const maxPasswordLength = 1024;

/** What is kept of passwords. */
export class PasswordHashes {
  readonly #hashing: SlowHashing;

  constructor(hashing: SlowHashing) {
    this.#hashing = hashing;
  }

  /**
   * `field`: what the member of the request is called.
   *
   * @throws user.password_weak when it is too short, too long, or holds control characters. @throws server.busy
   */
  async hash(password: string, field = "password"): Promise<string> {
    if (password.length < minPasswordLength) {
      throw new AppError("user.password_weak", `The password needs at least ${String(minPasswordLength)} characters.`, { fields: [field] });
    }
    if (password.length > maxPasswordLength || password.includes("\0")) {
      throw new AppError("user.password_weak", "The password is too long, or holds characters that cannot be typed.", { fields: [field] });
    }
    return this.#hashing.hash(password);
  }

  /**
   * Whether the password is the one behind `stored`. Takes as long when there is nothing stored,
   * so that nobody learns from the time which addresses have accounts.
   *
   * @throws server.busy. Nobody has looked at the password then.
   */
  async isRight(stored: string | null, password: string): Promise<boolean> {
    if (stored !== null) return this.#hashing.verify(stored, password);
    await this.#hashing.hash(password);
    return false;
  }
}
