import type { Secret } from "@postern/vault";
import { shellQuote } from "../../../clusters/shell-quote.ts";

/** What the environment keeps secret and lends to one run. */
export interface LentVariables {
  /** Names of those that tasks get, in a store of Nextflow's secrets. */
  readonly tasks: readonly string[];
}

interface Valued {
  readonly name: string;
  readonly value: Secret;
}

/**
 * The files in the folder of what a run is lent: `variables` is read by the launcher, `tasks.json` by Nextflow.
 *
 * SAFETY: what comes back is secret, and the caller's to wipe.
 */
export const renderVariables = (variables: readonly Valued[]): Uint8Array =>
  new TextEncoder().encode(variables.map(({ name, value }) => value.useText((text) => `export ${name}=${shellQuote(text)}\n`)).join(""));

/** As Nextflow keeps secrets: a list, which the launcher joins with the account's own. */
export const renderTaskVariables = (variables: readonly Valued[]): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(variables.map(({ name, value }) => ({ name, value: value.useText((text) => text) })))}\n`);
