import type { Credentials } from "@postern/contracts";
import type { CredentialProvider } from "@postern/domain";
import { endOf } from "../credential-end.ts";
import { providerName } from "../providers.ts";

export const statusFilters = [
  { value: "available", label: "Available" },
  { value: "invalid", label: "Invalid" },
  { value: "unchecked", label: "Not checked" },
  { value: "ending", label: "Ends soon or ended" },
] as const;
export type StatusFilter = (typeof statusFilters)[number]["value"];

/** Which credentials are shown, as it stands in the address. */
export interface CredentialFilter {
  readonly search: string;
  readonly provider: string;
  readonly status: string;
}

/** Those that fit: every word of the search stands in the name, the description, the provider or what is reached. */
export function filteredCredentials(all: readonly Credentials[], filter: CredentialFilter, nowMs: number): readonly Credentials[] {
  const words = filter.search.toLowerCase().split(/\s+/);
  return all.filter((one) => {
    const text = textOf(one);
    return (
      words.every((word) => text.includes(word)) &&
      (filter.provider === "" || one.provider === filter.provider) &&
      (filter.status === "" || hasStatus(one, filter.status, nowMs))
    );
  });
}

/** The providers of a list, for its filter. */
export function providersOf(all: readonly Credentials[]): readonly { readonly value: CredentialProvider; readonly label: string }[] {
  return [...new Set(all.map(({ provider }) => provider))]
    .map((value) => ({ value, label: providerName(value) }))
    .toSorted((one, other) => one.label.localeCompare(other.label));
}

function textOf({ name, description, provider, reach }: Credentials): string {
  return `${name} ${description ?? ""} ${providerName(provider)} ${reach ?? ""}`.toLowerCase();
}

function hasStatus(credential: Credentials, status: string, nowMs: number): boolean {
  if (status === "ending") return ["soon", "ended"].includes(endOf(credential.expiresAt, nowMs));
  return status === statusWord(credential);
}

function statusWord({ status }: Credentials): StatusFilter {
  if (status === null) return "unchecked";
  return status === "AVAILABLE" ? "available" : "invalid";
}
