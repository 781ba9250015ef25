import type { Seal, Vault } from "@postern/vault";

/** The vault that everything is sealed with, and what its keys come from. */
export interface HeldKeys {
  readonly vault: Vault;
  readonly seal: Seal;
}
