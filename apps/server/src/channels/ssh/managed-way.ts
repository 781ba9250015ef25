import { toCredentialId } from "@postern/domain";
import type { UserId } from "@postern/domain";
import type { ManagedSignIn } from "../../features/managed-identities/sign-ins.ts";
import type { SshAddress, SshJump, SshSignIn } from "./ssh-way.ts";

export interface ManagedWay {
  readonly login: SshAddress;
  readonly signIn: SshSignIn;
  readonly jumps: readonly SshJump[];
}

/** INVARIANT: whoever passes the hosts of a managed identity does so as who they are behind them, with no key but their own. */
export function managedWayOf(userId: UserId, { host, port, userName, keyId, revision, jumpHosts }: ManagedSignIn): ManagedWay {
  const signIn = { credentialId: toCredentialId(keyId), revision, ownerUserId: userId, workspaceId: null, managedKeyId: keyId };
  return { login: { host, port, userName }, signIn, jumps: jumpHosts.map((jump) => ({ ...jump, userName, signIn })) };
}
