/** What the thread is asked, one at a time. */
export type HashTask =
  | { readonly kind: "hash"; readonly password: string }
  | { readonly kind: "verify"; readonly password: string; readonly stored: string };

export type HashAnswer =
  | { readonly kind: "hash"; readonly hash: string }
  | { readonly kind: "verify"; readonly isRight: boolean }
  /** What is stored is no hash. */
  | { readonly kind: "failed" };
