import type { Credentials } from "@postern/contracts";
import { registryHost } from "@postern/domain";
import { ApiError } from "../../api/api-error.ts";

/** A credential of a container registry, as a field offers it. */
export interface RegistryChoice {
  readonly value: string;
  readonly label: string;
  /** Another one for the same registry is chosen: launches can bring one of them along. */
  readonly disabled: boolean;
}

type Named = Pick<Credentials, "id" | "name" | "provider" | "reach">;

/** What can be chosen, by name and registry. What is chosen and cannot be seen any more is there by its id, so that it can be taken out. */
export function registryChoices(credentials: readonly Named[], chosen: readonly string[]): readonly RegistryChoice[] {
  const registries = credentials
    .filter(({ provider }) => provider === "container-reg")
    .map(({ id, name, reach }) => ({ value: id, name, host: registryHost(reach ?? undefined) }));
  const taken = new Map(registries.filter(({ value }) => chosen.includes(value)).map(({ value, host }) => [host, value]));
  const unknown = chosen.filter((id) => registries.every(({ value }) => value !== id));
  return [
    ...registries.map(({ value, name, host }) => ({
      ...{ value, label: `${name} (${host})` },
      disabled: !chosen.includes(value) && taken.has(host),
    })),
    ...unknown.map((id) => ({ value: id, label: id, disabled: false })),
  ];
}

/** What the server says of one of them, as `registryCredentialsIds.0`; nothing when it blames something else. */
export function blamedRegistries(error: Error | null): string | undefined {
  const isBlamed = error instanceof ApiError && error.fields.some((field) => /(?:^|[./])registryCredentialsIds(?:[./]|$)/.test(field));
  return isBlamed ? error.message : undefined;
}
