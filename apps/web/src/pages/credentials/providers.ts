import type { CredentialProvider } from "@postern/contracts";

const names: Readonly<Record<CredentialProvider, string>> = { "tw-agent": "Tower Agent" };

/** A provider as a person knows it. */
export const providerName = (provider: CredentialProvider): string => names[provider];

/** For a drop-down. */
export const providerChoices = Object.entries(names).map(([value, label]) => ({ value, label }));
