import { cleanRegistries } from "../features/launches/registries/clean-registries.ts";
import type { CleaningParts } from "../features/launches/registries/clean-registries.ts";
import type { Reconciler } from "./driver.ts";

/** Takes credentials of registries away that a run has left on its cluster: when it is told of the end of one, at its start, and again and again. */
export class RegistryFileReconciler implements Reconciler {
  readonly name = "registry-files";
  readonly intervalMs = 300_000;
  readonly #parts: CleaningParts;

  constructor(parts: CleaningParts) {
    this.#parts = parts;
  }

  step(signal: AbortSignal): Promise<void> {
    return cleanRegistries(this.#parts, signal);
  }
}
