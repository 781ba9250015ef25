/** Hashes that take long on purpose. Both calls may be repeated, and run many times at once. */
export interface SlowHashing {
  hash(password: string): Promise<string>;
  /** `stored`: what `hash` gave, once. @throws server.internal when it is no such thing. */
  verify(stored: string, password: string): Promise<boolean>;
}
