declare module "bcrypt-pbkdf" {
  const library: {
    /** Fills `key`. Anything but 0 is a refusal: an empty passphrase or salt, or a key that is too long. */
    readonly pbkdf: (
      ...words: [
        passphrase: Uint8Array,
        passphraseSize: number,
        salt: Uint8Array,
        saltSize: number,
        key: Uint8Array,
        keySize: number,
        rounds: number,
      ]
    ) => number;
  };
  export default library;
}
