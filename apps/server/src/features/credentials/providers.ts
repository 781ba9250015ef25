import type { ReadableKeys } from "@postern/contracts";
import { AppError, checkKeys, fieldsOfMode, findCredentialProvider } from "@postern/domain";
import type { CredentialProvider, KeptMembers, SentMembers } from "@postern/domain";

type Values = Readonly<Record<string, string | boolean>>;

/** The members of a credential, once they passed the provider's table. */
export interface ProviderKeys {
  readonly provider: CredentialProvider;
  readonly mode: string | undefined;
  /** Every member that was sent, secret or not: what is sealed, and what is used, so that nobody who writes to the database can lead a secret elsewhere. */
  readonly values: Values;
  /** Names of secret members among them. */
  readonly secretNames: readonly string[];
  /** Members of `keys` that are no secret: shown when the credential is described. */
  readonly shown: ReadableKeys;
  readonly baseUrl: string | null;
  readonly connectionId: string | null;
}

export interface SentKeys {
  readonly keys: unknown;
  readonly baseUrl?: string | null | undefined;
}

/** @throws credential.provider_unsupported, which names the provider. */
export function toProvider(name: string): CredentialProvider {
  const provider = findCredentialProvider(name);
  if (provider !== undefined) return provider.id;
  throw new AppError("credential.provider_unsupported", `Credentials of the provider ${name} cannot be kept here.`, {
    fields: ["credentials.provider"],
  });
}

/**
 * Checks what was sent against the provider's table. With `kept`, secret members that are not sent are those that the credential has.
 *
 * @throws request.invalid naming every member at fault, in the words of the table, and never quoting a value.
 */
export function parseKeys(provider: CredentialProvider, { keys, baseUrl }: SentKeys, kept?: KeptMembers): ProviderKeys {
  const definition = findCredentialProvider(provider);
  if (definition === undefined || !isMembers(keys)) throw invalid([{ field: "", message: "The keys must be an object." }]);
  const members = baseUrl === undefined || baseUrl === null ? keys : { ...keys, baseUrl };
  const checked = checkKeys(definition, members, kept);
  if (!checked.isValid) throw invalid(checked.problems);
  const fields = fieldsOfMode(definition, checked.mode);
  const shown = fields
    .filter(({ isSecret, name }) => !isSecret && name !== "baseUrl")
    .map(({ name, kind, fallback }) => [name, checked.values[name] ?? fallback ?? (kind === "switch" ? false : null)] as const);
  const mode = definition.modeMember === undefined ? {} : { [definition.modeMember]: checked.mode ?? null };
  return {
    provider,
    mode: checked.mode,
    values: checked.values,
    secretNames: fields.filter(({ isSecret, name }) => isSecret && name in checked.values).map(({ name }) => name),
    shown: { discriminator: provider, ...mode, ...Object.fromEntries(shown) },
    baseUrl: textOrNull(checked.values["baseUrl"]),
    connectionId: textOrNull(checked.values["connectionId"]),
  };
}

function isMembers(keys: unknown): keys is SentMembers {
  return typeof keys === "object" && keys !== null && !Array.isArray(keys);
}

function textOrNull(value: string | boolean | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function invalid(problems: readonly { readonly field: string; readonly message: string }[]): AppError {
  const path = (field: string): string =>
    field === "baseUrl" ? "credentials.baseUrl" : `credentials.keys${field === "" ? "" : `.${field}`}`;
  return new AppError("request.invalid", problems.map(({ message }) => message).join(" "), {
    fields: problems.map(({ field }) => path(field)),
  });
}
