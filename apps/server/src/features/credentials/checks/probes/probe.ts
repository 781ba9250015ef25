/** A credential that is asked about, as long as the question lasts. */
export interface ProbedCredential {
  readonly provider: string;
  readonly baseUrl: string | null;
  /** All members, the secret ones too. SAFETY: never in an outcome, a log or an error. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** What is known after asking. */
export type ProbeOutcome =
  | { readonly kind: "valid" }
  /** The provider does not take it. */
  | { readonly kind: "invalid"; readonly message: string }
  /** Nothing was learned of the credential; asking again later may help. */
  | { readonly kind: "inconclusive"; readonly message: string }
  /** There is nothing to ask as long as the credential stays as it is. */
  | { readonly kind: "unchecked"; readonly message: string };

/**
 * Asks whoever gave a credential out whether it is good. Changes nothing there, and may be repeated and run many times at once.
 * Failures of the way are outcomes, too, so it rejects for faults of our own only. `signal` ends it as inconclusive.
 */
export interface CredentialProbe {
  probe(credential: ProbedCredential, signal: AbortSignal): Promise<ProbeOutcome>;
}
