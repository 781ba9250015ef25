import { gitProviders, gitReach } from "@postern/domain";
import { registryUrl } from "./probes/registry-address.ts";
import type { StoredCredential } from "../store.ts";

/**
 * Who is asked about a credential, as far as its columns say: for spacing the questions to one host, and for nothing else.
 * What is really asked is decided by what is sealed.
 */
export function hostOfCheck({ provider, base_url, public_keys }: Pick<StoredCredential, "provider" | "base_url" | "public_keys">): string {
  const git = gitProviders.find((known) => known === provider);
  if (git !== undefined) return gitReach(git, base_url)?.split("/", 1)[0] ?? provider;
  if (provider !== "container-reg") return provider;
  const { registry } = JSON.parse(public_keys) as { readonly registry?: string | null };
  return registryUrl(registry ?? undefined)?.host ?? provider;
}
