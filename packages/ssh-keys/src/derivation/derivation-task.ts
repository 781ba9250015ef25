/** What a thread computes. The arrays go over to the thread, which wipes those that are secret. */
export type DerivationTask =
  | {
      readonly kind: "bcrypt";
      readonly passphrase: Uint8Array<ArrayBuffer>;
      readonly salt: Uint8Array<ArrayBuffer>;
      readonly rounds: number;
      readonly sizeBytes: number;
    }
  /** An encrypted PKCS#8. The answer is the same, not encrypted. */
  | { readonly kind: "pkcs8"; readonly passphrase: Uint8Array<ArrayBuffer>; readonly der: Uint8Array<ArrayBuffer> };

/** Undefined: the passphrase does not fit. */
export type DerivationAnswer = Uint8Array<ArrayBuffer> | undefined;
