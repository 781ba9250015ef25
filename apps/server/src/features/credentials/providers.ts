import type { ReadableKeys } from "@postern/contracts";
import { AppError, checkKeys, fieldsOfMode, findCredentialProvider, gitBaseUrlProblem, gitProviders } from "@postern/domain";
import type { CredentialProvider, KeptMembers, SentMembers } from "@postern/domain";

type Values = Readonly<Record<string, string | boolean>>;

/** The members of a credential, once they passed the provider's table. */
export interface ParsedKeys {
  readonly provider: CredentialProvider;
  readonly mode: string | undefined;
  /** Every member that was sent, secret or not: what is sealed, and what is used, so that nobody who writes to the database can lead a secret elsewhere. */
  readonly values: Values;
}

/** What the columns of a credential say of its members. */
export interface DescribedKeys {
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
export function parseKeys(provider: CredentialProvider, { keys, baseUrl }: SentKeys, kept?: KeptMembers): ParsedKeys {
  const definition = findCredentialProvider(provider);
  if (definition === undefined || !isMembers(keys)) throw invalidMembers([{ field: "", message: "The keys must be an object." }]);
  const members = baseUrl === undefined || baseUrl === null ? keys : { ...keys, baseUrl };
  const checked = checkKeys(definition, members, kept);
  if (!checked.isValid) throw invalidMembers(checked.problems);
  refuseForeignHost(provider, checked.values["baseUrl"]);
  return { provider, mode: checked.mode, values: checked.values };
}

/** `derived` are members that nobody sends: what was read out of a key. */
export function describeKeys({ provider, mode, values }: ParsedKeys, derived: Readonly<Record<string, string>> = {}): DescribedKeys {
  const definition = findCredentialProvider(provider);
  const fields = definition === undefined ? [] : fieldsOfMode(definition, mode);
  const shown = fields
    .filter(({ isSecret, name }) => !isSecret && name !== "baseUrl")
    .map(({ name, kind, fallback }) => [name, values[name] ?? fallback ?? (kind === "switch" ? false : null)] as const);
  const modeMember = definition?.modeMember === undefined ? {} : { [definition.modeMember]: mode ?? null };
  return {
    secretNames: fields.filter(({ isSecret, name }) => isSecret && name in values).map(({ name }) => name),
    shown: { discriminator: provider, ...modeMember, ...Object.fromEntries(shown), ...derived },
    baseUrl: textOrNull(values["baseUrl"]),
    connectionId: textOrNull(values["connectionId"]),
  };
}

/** A token for one host is not to be sent to that of another. */
function refuseForeignHost(provider: CredentialProvider, baseUrl: string | boolean | undefined): void {
  const git = provider === "github_app" ? "github" : gitProviders.find((known) => known === provider);
  const problem = git === undefined || typeof baseUrl !== "string" ? undefined : gitBaseUrlProblem(git, baseUrl);
  if (problem !== undefined) throw invalidMembers([{ field: "baseUrl", message: problem }]);
}

function isMembers(keys: unknown): keys is SentMembers {
  return typeof keys === "object" && keys !== null && !Array.isArray(keys);
}

function textOrNull(value: string | boolean | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** What members are called. A secret that slipped into the place of a name is not said again. */
const memberName = /^[A-Za-z]\w{0,31}$/;

/** Names every member at fault. */
export function invalidMembers(problems: readonly { readonly field: string; readonly message: string }[]): AppError {
  const path = (field: string): string =>
    field === "baseUrl" ? "credentials.baseUrl" : `credentials.keys${memberName.test(field) ? `.${field}` : ""}`;
  return new AppError("request.invalid", problems.map(({ message }) => message).join(" "), {
    fields: problems.map(({ field }) => path(field)),
  });
}
