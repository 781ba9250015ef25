import { randomBytes, randomUUID } from "node:crypto";
import { toComputeEnvId, toCredentialId, toManagedIdentityId, toManagedKeyId, toRunId } from "@postern/domain";
import type { ComputeEnvId, CredentialId, ManagedIdentityId, ManagedKeyId, RunId } from "@postern/domain";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** Multiples of 62 that fit a byte; larger bytes are dropped, so that every letter is equally likely. */
const fairLimit = 248;

/** Random letters and digits. */
export function randomText(length: number): string {
  let text = "";
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < fairLimit && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}

export const newCredentialId = (): CredentialId => toCredentialId(randomText(22));
export const newManagedIdentityId = (): ManagedIdentityId => toManagedIdentityId(randomText(22));
export const newManagedKeyId = (): ManagedKeyId => toManagedKeyId(randomText(22));
export const newComputeEnvId = (): ComputeEnvId => toComputeEnvId(randomText(22));
/** 14 characters, as clients expect; Nextflow cuts ids above 16. */
export const newRunId = (): RunId => toRunId(randomText(14));
/** Names a small file on a cluster, in the letters that agents let be removed. */
export const newTrialMark = (): string => randomBytes(7).toString("hex");
/** What a role of AWS can ask for. Nobody can guess that of somebody else. */
export const newExternalId = (): string => randomUUID();
