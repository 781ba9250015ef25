import { credentialProviderTable } from "@postern/domain";
import type { CredentialGroup, CredentialProvider, CredentialProviderDefinition } from "@postern/domain";

export interface ProviderChoice {
  readonly value: CredentialProvider;
  readonly label: string;
  /** What it is for, said below its name. */
  readonly purpose: string;
  /** What else somebody may type to find it. */
  readonly words: string;
}

const groups: Readonly<Record<CredentialGroup, string>> = {
  cluster: "Clusters",
  git: "Git",
  registry: "Container registry",
  cloud: "Cloud",
};

/** Words that people type for a provider, and that its name does not have. */
const otherWords: Readonly<Partial<Record<CredentialProvider, string>>> = {
  "tw-agent": "slurm pbs lsf hpc connection",
  ssh: "key slurm pbs lsf hpc login",
  "container-reg": "docker hub quay ghcr image",
  azurerepos: "repos tfs",
  aws: "amazon ec2 batch",
  codecommit: "amazon",
  google: "gcp gcs",
  k8s: "kubernetes",
  s3: "minio ceph object storage",
};

/** A provider as a person knows it. */
export const providerName = (provider: CredentialProvider): string =>
  credentialProviderTable.find(({ id }) => id === provider)?.label ?? provider;

/** For a drop-down, in groups; without those that are only kept for clients. */
export const providerGroups: readonly { readonly group: string; readonly items: readonly ProviderChoice[] }[] = Object.entries(groups).map(
  ([id, group]) => ({ group, items: credentialProviderTable.filter((one) => isOffered(one) && one.group === id).map(choiceOf) }),
);

/** The provider that an address names, when a form offers it. */
export const findOffered = (id: string | undefined): CredentialProvider | undefined =>
  credentialProviderTable.find((one) => isOffered(one) && one.id === id)?.id;

function isOffered({ isHidden }: CredentialProviderDefinition): boolean {
  return isHidden !== true;
}

function choiceOf({ id, label, purpose, group }: (typeof credentialProviderTable)[number]): ProviderChoice {
  return { value: id, label, purpose, words: `${label} ${purpose} ${groups[group]} ${otherWords[id] ?? ""}`.toLowerCase() };
}
