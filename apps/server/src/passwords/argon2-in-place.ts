import { hash, verify } from "@node-rs/argon2";
import { argon2Cost } from "./argon2-cost.ts";
import type { SlowHashing } from "./slow-hashing.ts";

/** For the command line, which hashes one password and ends, and for tests: a thread would cost more than the hash. */
export const argon2InPlace: SlowHashing = {
  hash: (password) => hash(password, argon2Cost),
  verify: (stored, password) => verify(stored, password),
};
