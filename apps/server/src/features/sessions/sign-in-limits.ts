import { AppError, isAppError } from "@postern/domain";
import type { Clock, TimeMs } from "@postern/domain";
import { addressBlock } from "../../http/address-block.ts";

const windowMs = 5 * 60_000;
/** Wrong passwords for one account from one place, or from one browser that the account knows. */
const maxForAccount = 10;
/** And for all accounts from one place: else one password could be tried on every account, and each try costs a slow hash. */
const maxFromPlace = 100;
/** Then the oldest counts are dropped. To get there, somebody needs a thousand places. */
const defaultMaxCounts = 100_000;

export interface SignInTry {
  /** As it was typed. */
  readonly email: string;
  readonly address: string;
  /** Names a browser in which this account has signed in before. */
  readonly knownDevice: string | undefined;
}

/** A try that is under way. It counts as a wrong one until it has turned out right. */
export interface CountedTry {
  succeed(): void;
  /** Looks at the password. When nobody had the time to, the try does not count: else a crowd would be taken for guesses. */
  judge<Result>(look: () => Promise<Result>): Promise<Result>;
}

/**
 * How often a password may be tried.
 *
 * INVARIANT: nobody can lock another person out. There is no count for an account alone, which any stranger could fill. A stranger
 * fills the counts of their own place, and where they share it with the person (behind one gateway, or a proxy that is not
 * trusted), the person's own browser, once it has been used to sign in, is counted for itself, and only there.
 *
 * Counts are kept in this process, each for five minutes from its first try.
 */
export class SignInLimits {
  readonly #clock: Clock;
  readonly #maxCounts: number;
  readonly #counts = new Map<string, { count: number; readonly until: TimeMs }>();

  constructor(clock: Clock, maxCounts = defaultMaxCounts) {
    this.#clock = clock;
    this.#maxCounts = maxCounts;
  }

  /** How many counts are kept. */
  get size(): number {
    return this.#counts.size;
  }

  /** @throws request.limited with the time to wait, before any password is looked at. */
  begin({ email, address, knownDevice }: SignInTry): CountedTry {
    const account = email.trim().toLowerCase();
    if (knownDevice !== undefined) return this.#count([{ key: `device ${knownDevice} ${account}`, max: maxForAccount }]);
    const place = addressBlock(address);
    return this.#count([
      { key: `account ${place} ${account}`, max: maxForAccount },
      { key: `place ${place}`, max: maxFromPlace },
    ]);
  }

  /** Somebody who is signed in shows their password once more. @throws request.limited */
  beginConfirmation(sessionHash: string): CountedTry {
    return this.#count([{ key: `session ${sessionHash}`, max: maxForAccount }]);
  }

  #count(limits: readonly { readonly key: string; readonly max: number }[]): CountedTry {
    const now = this.#clock.now();
    for (const { key, max } of limits) this.#refuse(key, max, now);
    for (const { key } of limits) this.#add(key, now);
    const [own, ...shared] = limits.map(({ key }) => key);
    return {
      succeed: () => {
        if (own !== undefined) this.#counts.delete(own);
        // Only this try: else whoever has an account could go on for ever by signing in to it now and then.
        for (const key of shared) this.#takeBack(key);
      },
      judge: async (look) => {
        try {
          return await look();
        } catch (error) {
          if (isAppError(error, "server.busy")) for (const { key } of limits) this.#takeBack(key);
          throw error;
        }
      },
    };
  }

  #refuse(key: string, max: number, now: TimeMs): void {
    const known = this.#counts.get(key);
    if (known === undefined || known.until <= now || known.count < max) return;
    const retryAfterSeconds = Math.ceil((known.until - now) / 1000);
    throw new AppError("request.limited", `Too many attempts. Try again in ${String(retryAfterSeconds)} s.`, { retryAfterSeconds });
  }

  #add(key: string, now: TimeMs): void {
    const known = this.#counts.get(key);
    if (known !== undefined && known.until > now) {
      known.count += 1;
      return;
    }
    // Taken out first, so that the order of the map stays that of the windows.
    this.#counts.delete(key);
    this.#makeRoom(now);
    this.#counts.set(key, { count: 1, until: now + windowMs });
  }

  #takeBack(key: string): void {
    const known = this.#counts.get(key);
    if (known !== undefined && known.count > 0) known.count -= 1;
  }

  #makeRoom(now: TimeMs): void {
    for (const [key, { until }] of this.#counts) {
      if (until > now && this.#counts.size < this.#maxCounts) return;
      this.#counts.delete(key);
    }
  }
}
