import { runNamePattern } from "@postern/contracts";
import { AppError } from "@postern/domain";
import { adjectives, scientists } from "./run-name-words.ts";

/** A number from 0 up to, but without, `below`. */
export type Random = (below: number) => number;

const pattern = new RegExp(runNamePattern, "i");
const freeAttempts = 20;

/** @throws request.invalid unless Nextflow takes the name. */
export function refuseBadRunName(name: string): void {
  // "last" is Nextflow's own word for the run before.
  if (pattern.test(name) && name !== "last") return;
  throw new AppError("request.invalid", `${name} is not a run name: use letters, digits, dashes and underscores, with a letter first.`, {
    fields: ["launch.runName"],
  });
}

/** A name such as `keen_noether` that is not in use yet; with a number when all that were tried are. */
export async function chooseRunName(isTaken: (name: string) => Promise<boolean>, random: Random): Promise<string> {
  for (let attempt = 0; attempt < freeAttempts; attempt += 1) {
    const name = pick(random);
    if (!(await isTaken(name))) return name;
  }
  return `${pick(random)}_${String(random(1_000_000_000))}`;
}

function pick(random: Random): string {
  return `${adjectives[random(adjectives.length)] ?? "keen"}_${scientists[random(scientists.length)] ?? "noether"}`;
}
