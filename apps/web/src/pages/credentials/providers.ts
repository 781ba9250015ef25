import { credentialProviderTable, findCredentialProvider } from "@postern/domain";

/** A provider as a person knows it. */
export const providerName = (provider: string): string => findCredentialProvider(provider)?.label ?? provider;

/** For a drop-down. */
export const providerChoices = credentialProviderTable.filter(({ id }) => id === "tw-agent").map(({ id, label }) => ({ value: id, label }));
