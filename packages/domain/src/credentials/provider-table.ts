import type { CredentialField, CredentialMode, CredentialProviderDefinition } from "./provider-definition.ts";
import { aws, s3, seqeraCompute } from "./providers/amazon.ts";
import { azure, azureCloud, azureEntra, google, kubernetes } from "./providers/clouds.ts";
import { agent, ssh } from "./providers/cluster.ts";
import { azureRepos, bitbucket, codeCommit, gitea, github, githubApp, gitlab } from "./providers/git.ts";
import { containerRegistry } from "./providers/registry.ts";

/**
 * Every provider that the public API names, in the order of the form. Its keys also have a subtype `local`, which no provider has:
 * it is refused, because clients that read it would stop.
 */
const table = [
  ...[agent, ssh],
  ...[github, githubApp, gitlab, bitbucket, gitea, azureRepos, codeCommit],
  containerRegistry,
  ...[aws, azure, azureEntra, azureCloud, google, kubernetes, s3, seqeraCompute],
] as const;

export type CredentialProvider = (typeof table)[number]["id"];

export const credentialProviderTable: readonly (CredentialProviderDefinition & { readonly id: CredentialProvider })[] = table;

export const credentialProviders: readonly CredentialProvider[] = table.map(({ id }) => id);

export function findCredentialProvider(id: string): (CredentialProviderDefinition & { readonly id: CredentialProvider }) | undefined {
  return credentialProviderTable.find((known) => known.id === id);
}

/** All members, those of every mode included; a member of several modes comes once. */
export function credentialFields({ fields, modes = [] }: CredentialProviderDefinition): readonly CredentialField[] {
  const all = [...fields, ...modes.flatMap((mode: CredentialMode) => mode.fields)];
  return all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index);
}

/** Members that a credential has in one of its modes. */
export function fieldsOfMode(provider: CredentialProviderDefinition, modeId: string | undefined): readonly CredentialField[] {
  return [...provider.fields, ...(provider.modes?.find(({ id }) => id === modeId)?.fields ?? [])];
}

/** Whether credentials of a provider open environments of a platform. */
export function opensPlatform(providerId: string, platform: string): boolean {
  return findCredentialProvider(providerId)?.platforms.includes(platform) ?? false;
}
