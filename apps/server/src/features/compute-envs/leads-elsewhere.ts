import { readLoginAddress } from "../../channels/ssh/ssh-way.ts";
import type { ComputeEnvironment } from "./environment.ts";

export type Led = Pick<ComputeEnvironment, "config" | "credentialId"> & { readonly isSsh: boolean };

/**
 * Whether jobs of the one could not be seen through the other. Another key for the same account on the same host is the same place; of another
 * agent nobody knows where it is.
 */
export function leadsElsewhere(old: Led, next: Led): boolean {
  if (old.isSsh !== next.isSsh) return true;
  if (!old.isSsh) return old.credentialId !== next.credentialId;
  const [from, to] = [readLoginAddress(old.config), readLoginAddress(next.config)];
  return from.host !== to.host || from.port !== to.port || from.userName !== to.userName;
}
