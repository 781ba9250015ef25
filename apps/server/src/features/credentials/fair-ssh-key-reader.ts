import { AppError } from "@postern/domain";
import type { Clock, UserId } from "@postern/domain";
import { PrivateKeyReader } from "@postern/ssh-keys";
import type { Paste, PrivateKeyReading } from "@postern/ssh-keys";

/** A passphrase with many rounds takes seconds of a core. Nobody has a use for more at once. */
const mostOfOnePerson = 3;

/** Reads pasted keys for many people, of whom none may keep the others waiting for long. */
export class FairSshKeyReader implements AsyncDisposable {
  readonly #reader: PrivateKeyReader;
  readonly #readingFor = new Map<UserId, number>();
  #isClosed = false;

  constructor(clock: Clock) {
    this.#reader = new PrivateKeyReader({ clock });
  }

  /**
   * As `PrivateKeyReader.read`.
   *
   * @throws request.limited for somebody whose other keys are being read still. @throws server.closing when closing cut it short.
   */
  async read(userId: UserId, paste: Paste): Promise<PrivateKeyReading> {
    const others = this.#readingFor.get(userId) ?? 0;
    if (others >= mostOfOnePerson) {
      throw new AppError("request.limited", "Other keys of yours are being read still. Try again in a moment.", { retryAfterSeconds: 5 });
    }
    this.#readingFor.set(userId, others + 1);
    try {
      const reading = await this.#reader.read(paste);
      const isCutShort = this.#isClosed && reading.kind === "refused" && reading.reason === "derivation_too_slow";
      if (isCutShort) throw new AppError("server.closing", "The server is closing.");
      return reading;
    } finally {
      this.#leave(userId);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#reader[Symbol.asyncDispose]();
  }

  #leave(userId: UserId): void {
    const left = (this.#readingFor.get(userId) ?? 1) - 1;
    if (left === 0) this.#readingFor.delete(userId);
    else this.#readingFor.set(userId, left);
  }
}
