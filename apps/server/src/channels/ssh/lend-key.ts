import { AppError } from "@postern/domain";
import type { SshHop, SshKey } from "@postern/transport/ssh";
import type { SignInCause } from "../../features/compute-envs/host-keys/place-host-keys.ts";
import type { SecretOpener } from "../../features/credentials/open-secret.ts";
import type { ManagedKeyOpener } from "../../features/managed-identities/open-key.ts";
import type { SshWayHop } from "./ssh-way.ts";

export interface KeyLenders {
  readonly secrets: Pick<SecretOpener, "withKeys">;
  readonly managedKeys: Pick<ManagedKeyOpener, "withKey">;
}

/** How the key for one host on a way comes to a sign-in: for one call, and with whoever wanted it last in the trail. */
export function keyLenderOf(hop: SshWayHop, cause: () => SignInCause, lenders: KeyLenders): SshHop["lendKey"] {
  return hop.signIn.managedKeyId === undefined ? ofCredential(hop, cause, lenders) : ofPerson(hop, cause, lenders);
}

function ofCredential({ host, port, signIn }: SshWayHop, cause: () => SignInCause, { secrets }: KeyLenders): SshHop["lendKey"] {
  return (act) => {
    const { userId: actor, environmentId } = cause();
    const where = environmentId === undefined ? { host: `${host}:${String(port)}` } : { environmentId };
    const use = { actor, credentialId: signIn.credentialId, purpose: "sign-in", ...where };
    return secrets.withKeys(use, (keys) => {
      // SAFETY: the SSH library takes texts alone, which cannot be wiped; it lives as long as the sign-in.
      const privateKey = keys.findSecret("privateKey")?.useText((text) => text) ?? "";
      return act(toKey(privateKey, keys.findText("certificate")));
    });
  };
}

/** INVARIANT: the account is the one that was sealed with the key: a row that says another one leads nobody there. */
function ofPerson({ host, signIn, userName }: SshWayHop, cause: () => SignInCause, { managedKeys }: KeyLenders): SshHop["lendKey"] {
  return (act) => {
    const { managedKeyId: keyId, ownerUserId: actor } = signIn;
    if (keyId === undefined) throw new AppError("server.internal", "A managed key is lent that is none.");
    const use = { actor, keyId, purpose: "sign-in", environmentId: cause().environmentId };
    return managedKeys.withKey(use, (key) => {
      if (key.userName !== userName) throw new AppError("credential.damaged", `The key for ${host} is sealed for another account.`);
      // SAFETY: as above.
      return act(
        toKey(
          key.privateKey.useText((text) => text),
          key.certificate,
        ),
      );
    });
  };
}

function toKey(privateKey: string, certificate: string | undefined): SshKey {
  return { privateKey, ...(certificate === undefined ? {} : { certificate }) };
}
