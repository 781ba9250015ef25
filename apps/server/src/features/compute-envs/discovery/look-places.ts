import { AppError } from "@postern/domain";
import type { UserId } from "@postern/domain";

/** Enough for several windows, and for looks that were left and are about to end. */
const mostOfPerson = 5;
const retryAfterSeconds = 10;

/**
 * How many looks somebody has under way on this server. Each is a connection of its own to any address that is typed, and leaves no environment behind:
 * without a bound a network could be searched by them, and the server kept busy.
 */
export class LookPlaces {
  readonly #taken = new Map<UserId, number>();

  /** @returns what gives the place back. @throws request.limited */
  enter(userId: UserId): () => void {
    const count = this.#taken.get(userId) ?? 0;
    if (count >= mostOfPerson) {
      const message = `${String(count)} looks at clusters of yours are under way. Try again in ${String(retryAfterSeconds)} s.`;
      throw new AppError("request.limited", message, { retryAfterSeconds });
    }
    this.#taken.set(userId, count + 1);
    return () => this.#leave(userId);
  }

  #leave(userId: UserId): void {
    const left = (this.#taken.get(userId) ?? 0) - 1;
    if (left > 0) this.#taken.set(userId, left);
    else this.#taken.delete(userId);
  }
}
