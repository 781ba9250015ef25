import { randomBytes } from "node:crypto";

/** Gives `sizeBytes` bytes that nobody can guess. The array is the caller's own: it may be wiped. */
export type RandomBytes = (sizeBytes: number) => Uint8Array;

/** The random source of the system. An argument everywhere, so that vectors can be made from fixed bytes. */
export const systemRandom: RandomBytes = (sizeBytes) => randomBytes(sizeBytes);
