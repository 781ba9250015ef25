import type { ComputeEnvId, UserId } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { newTrialMark } from "../../../../new-id.ts";

/** Names things of a check on a cluster: 14 characters of `0-9a-f`, the same for the same thing, which nobody else can tell. */
export type MarkOf = (thing: string) => string;

/** The small file that is made to see that it can. Of each person another one: in a folder of several accounts they would be in each other's way. */
export const fileOf = (environmentId: ComputeEnvId, userId: UserId): string => `file ${environmentId} ${String(userId)}`;

/** With the keys of the vault. While it is sealed each name is another one: a small file may stay then that nobody looks for. */
export function trialMarkOf(vault: Pick<Vault, "isSealed" | "keyedHash">): MarkOf {
  return (thing) => {
    if (vault.isSealed) return newTrialMark();
    const { hash } = vault.keyedHash("check-trial", new TextEncoder().encode(thing));
    return Buffer.from(hash).toString("hex").slice(0, 14);
  };
}
