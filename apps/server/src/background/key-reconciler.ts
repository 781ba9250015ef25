import type { Clock, TimeMs } from "@postern/domain";
import type { Vault } from "@postern/vault";
import type { KeyService } from "../features/keys/service.ts";
import type { Reconciler } from "./driver.ts";

/** A step is followed by a rest so many times as long, and at least this: there is no hurry, and one request in a hundred should not notice it either. */
const restShare = 12;
const minRestMs = 4;
const tellMs = 1000;

export interface KeyReconcilerParts {
  readonly clock: Clock;
  readonly keys: Pick<KeyService, "refresh" | "rewrapSome">;
  readonly vault: Pick<Vault, "isSealed">;
  /** Open pages look again. */
  readonly tell: () => Promise<void>;
}

/** Takes over terms that other processes made, and brings records over while a rotation runs: a little, then a rest, so that requests come in between. */
export class KeyReconciler implements Reconciler {
  readonly name = "keys";
  readonly intervalMs = 5000;
  readonly #parts: KeyReconcilerParts;
  #toldAt: TimeMs | undefined;

  constructor(parts: KeyReconcilerParts) {
    this.#parts = parts;
  }

  async step(signal: AbortSignal): Promise<void> {
    const { clock, keys, vault } = this.#parts;
    if (vault.isSealed) return;
    await keys.refresh();
    while (!signal.aborted && !vault.isSealed) {
      const beganAt = clock.now();
      const outcome = await keys.rewrapSome();
      if (outcome === "idle") return;
      await this.#tell(outcome === "over");
      await clock.sleep(Math.max(minRestMs, restShare * (clock.now() - beganAt)), signal);
    }
  }

  async #tell(isOver: boolean): Promise<void> {
    const now = this.#parts.clock.now();
    if (!isOver && this.#toldAt !== undefined && now - this.#toldAt < tellMs) return;
    this.#toldAt = now;
    await this.#parts.tell();
  }
}
