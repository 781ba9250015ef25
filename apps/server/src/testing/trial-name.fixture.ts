import { createHash } from "node:crypto";

/** The name of the trial of a check, where no vault makes it. */
export function trialName(check: string): string {
  return createHash("sha256").update(check).digest("hex").slice(0, 14);
}
