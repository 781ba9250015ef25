import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { isAppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import { isSameHash } from "./trail-hasher.ts";
import type { TrailHasher } from "./trail-hasher.ts";

/** A place of the chain, and when it was seen there. */
export interface Witnessed {
  readonly number: number;
  readonly hash: string;
  readonly at: TimeMs;
}

export type WitnessReading =
  | { readonly kind: "none" }
  | { readonly kind: "seen"; readonly seen: Witnessed }
  /** It is there, and not of our making. */
  | { readonly kind: "forged" };

const form = /^postern-audit-witness 1 (\d{1,16}) ([0-9a-f]{64}) (\d{1,16}) (\d{1,10}) ([0-9a-f]{64})\n$/;

/** The memory of the chain outside of the database (SPEC.md, section 6). */
export class WitnessFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async read(hasher: TrailHasher): Promise<WitnessReading> {
    const text = await readText(this.#path);
    if (text === undefined) return { kind: "none" };
    const [number, hash = "", at, term, proof = ""] = form.exec(text)?.slice(1) ?? [];
    const seen = { number: Number(number), hash, at: Number(at) };
    return number !== undefined && isOurs(hasher, seen, { term: Number(term), proof }) ? { kind: "seen", seen } : { kind: "forged" };
  }

  /** Whole or not at all; may be repeated. */
  async write(hasher: TrailHasher, seen: Witnessed): Promise<void> {
    const term = hasher.activeTerm;
    const words = ["postern-audit-witness", 1, seen.number, seen.hash, seen.at, term, prove(hasher, seen, term)];
    const path = `${this.#path}.${randomUUID()}`;
    try {
      await writeDurably(path, `${words.join(" ")}\n`);
      await rename(path, this.#path);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    await syncFolder(dirname(this.#path));
  }
}

function isOurs(hasher: TrailHasher, seen: Witnessed, said: { readonly term: number; readonly proof: string }): boolean {
  try {
    return isSameHash(said.proof, prove(hasher, seen, said.term));
  } catch (error) {
    // A key that nobody has proves nothing.
    if (isAppError(error, "vault.key_term_unknown")) return false;
    throw error;
  }
}

function prove(hasher: TrailHasher, { number, hash, at }: Witnessed, term: number): string {
  return hasher.hash("witness", [number, hash, at], term);
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "latin1");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await using file = await open(path, "wx", 0o600);
  await file.writeFile(text, "latin1");
  await file.sync();
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, "r");
  await folder.sync();
}
