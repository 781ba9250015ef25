import type { CredentialId } from "@postern/domain";
import type { ComputeEnvironment } from "./environment.ts";

/** Whether SSH is the way to an environment: by a key of its place, or by one of each person. */
export async function isReachedBySsh(
  { credentialId, managedIdentityId }: Pick<ComputeEnvironment, "credentialId" | "managedIdentityId">,
  credentials: { findSshSignIn(id: CredentialId): Promise<object | undefined> },
): Promise<boolean> {
  if (managedIdentityId !== undefined) return true;
  return credentialId !== null && (await credentials.findSshSignIn(credentialId)) !== undefined;
}
