import { registryHost, toCredentialId } from "@postern/domain";
import type { CredentialId } from "@postern/domain";

/** A credential of a container registry that every launch on an environment brings along. */
export interface ChosenRegistry {
  readonly credentialId: CredentialId;
  /** Of the credential. */
  readonly name: string;
  /** The registry, as `registryHost` names it. */
  readonly host: string;
}

/** As the columns say it, which is for showing: what is written for a run comes out of the envelope. */
export function toChosenRegistry({ id, name, public_keys }: { readonly id: string; readonly name: string; readonly public_keys: string }) {
  const { registry } = JSON.parse(public_keys) as { readonly registry?: string | null };
  return { credentialId: toCredentialId(id), name, host: registryHost(registry ?? undefined) } satisfies ChosenRegistry;
}

/** What the trail keeps of them: nothing where there are none. */
export function registriesImage(chosen: readonly ChosenRegistry[]): Readonly<Record<string, unknown>> {
  return chosen.length === 0 ? {} : { registries: chosen.map(({ credentialId, host }) => ({ credentialId, registry: host })) };
}
