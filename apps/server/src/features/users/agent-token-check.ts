import { createHash } from "node:crypto";
import { isAppError } from "@postern/domain";
import type { Clock, ErrorKind, TimeMs } from "@postern/domain";
import { BoundedMap } from "../../agents/bounded-map.ts";
import { tokenOf } from "../../http/authentication.ts";
import type { TokenService } from "../tokens/service.ts";

/** Less than the ten seconds that the agent waits for an answer. */
const patienceMs = 7_000;
const againMs = 500;
/** A storage is rarely away for longer. The answer says nothing but that the token was good. */
const rememberMs = 24 * 3_600_000;
const maxRemembered = 20_000;

export interface AgentTokenCheckParts {
  readonly tokens: Pick<TokenService, "findCaller">;
  readonly clock: Clock;
}

/** About the token: these say that it is bad, and so does nothing else. */
const verdicts: readonly ErrorKind[] = ["unauthenticated", "forbidden"];

/**
 * The incumbent's agent asks two questions before it connects. When the first is not answered, it waits; when the second is not
 * answered well, it ends for good, be it for a fault that passes in a second. So the first says that something is wrong, and the
 * second answers what it can.
 */
export class AgentTokenCheck {
  readonly #parts: AgentTokenCheckParts;
  readonly #goodAt = new BoundedMap<string, TimeMs>(maxRemembered);

  constructor(parts: AgentTokenCheckParts) {
    this.#parts = parts;
  }

  /** The token was good just now. */
  noteGood(authorization: string | undefined): void {
    const token = tokenOf(authorization);
    if (token !== undefined) this.#goodAt.set(hashOf(token), this.#parts.clock.now());
  }

  /**
   * For the first question, where it comes with a token: whether that token is good can be said now, whatever the answer is.
   *
   * @throws storage.unavailable and the like when it cannot.
   */
  async requireAnswerable(authorization: string | undefined): Promise<void> {
    const token = tokenOf(authorization);
    if (token !== undefined) await this.#parts.tokens.findCaller(token);
  }

  /**
   * For the second, which failed with this error: whether it may be answered well all the same. Waits for what is away, as long as
   * the agent would.
   */
  async isGoodAllTheSame(authorization: string | undefined, error: unknown): Promise<boolean> {
    const token = tokenOf(authorization);
    if (token === undefined) return false;
    if (isAppError(error) && verdicts.includes(error.kind)) {
      this.#goodAt.delete(hashOf(token));
      return false;
    }
    if (this.#wasGood(token)) return true;
    // Who asks too often must not be looked up more often by that.
    return isAppError(error) && error.kind === "limited" ? false : this.#isFoundInTime(token);
  }

  #wasGood(token: string): boolean {
    const at = this.#goodAt.get(hashOf(token));
    return at !== undefined && this.#parts.clock.now() - at < rememberMs;
  }

  async #isFoundInTime(token: string): Promise<boolean> {
    const { clock, tokens } = this.#parts;
    const deadline = clock.now() + patienceMs;
    while (clock.now() < deadline) {
      await clock.sleep(againMs);
      const found = await tokens.findCaller(token).then(
        (caller) => caller !== undefined,
        () => undefined, // still away: asked again until the patience ends
      );
      if (found !== undefined) return found;
    }
    return false;
  }
}

function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("base64");
}
