import type { CreateCredentialsRequest, Credentials, GenerateSshKeyRequest, UpdateCredentialsRequest } from "@postern/contracts";
import { checkKeys, credentialFields, fieldsOfMode, findCredentialProvider } from "@postern/domain";
import type { CredentialField, CredentialProvider, CredentialProviderDefinition, KeptMembers } from "@postern/domain";
import { dateFieldText, expiryMoment, expiryProblem } from "../../tokens/token-expiry.ts";

export type MemberValues = Readonly<Record<string, string | boolean>>;

/** What stands in the form of a credential. Every text may be empty. */
export interface CredentialValues {
  readonly name: string;
  readonly description: string;
  /** `2026-05-31`, where the reader is; empty for never. */
  readonly lastDay: string;
  readonly provider: CredentialProvider;
  /** One of the ways to authenticate; empty for a provider that has one only. */
  readonly mode: string;
  /** Members of `keys`, and `baseUrl`: the open ones, and those secrets that were typed here. */
  readonly members: MemberValues;
  /** A key pair is made by the server, instead of one that is typed here. */
  readonly isGenerated: boolean;
}

/** Member problems by the name of the member. */
export type MemberProblems = Readonly<Record<string, string>>;

export function definitionOf(provider: CredentialProvider): CredentialProviderDefinition {
  const definition = findCredentialProvider(provider);
  if (definition !== undefined) return definition;
  // A newer server may keep what these pages do not know: it is listed, and its form has no inputs.
  return { id: provider, label: provider, group: "cloud", purpose: "", platforms: [], fields: [] };
}

/** The inputs of a mode, in their order. */
export function inputsOf(definition: CredentialProviderDefinition, mode: string): readonly CredentialField[] {
  return fieldsOfMode(definition, mode).filter(({ isHidden }) => isHidden !== true);
}

export function emptyCredential(provider: CredentialProvider, members: MemberValues = {}): CredentialValues {
  return {
    name: "",
    description: "",
    lastDay: "",
    provider,
    mode: definitionOf(provider).modes?.[0]?.id ?? "",
    members,
    isGenerated: false,
  };
}

/** The form as an existing credential fills it: with its open members, and without secrets. */
export function valuesOfCredential({ name, description, expiresAt, provider, baseUrl, keys }: Credentials): CredentialValues {
  const definition = definitionOf(provider);
  const open = credentialFields(definition).filter(({ isSecret }) => !isSecret);
  const given: Readonly<Record<string, unknown>> = { ...keys, baseUrl };
  const filled = open.map((field) => [field.name, given[field.name]] as const).filter(([, value]) => isFilled(value));
  return {
    ...{ name, description: description ?? "", provider, mode: modeOf(definition, given) },
    lastDay: expiresAt === null ? "" : dateFieldText(Date.parse(expiresAt)),
    members: Object.fromEntries(filled) as MemberValues,
    isGenerated: false,
  };
}

/** What the credential holds already; secrets of another mode than its own are not offered. */
export function keptOf(credential: Credentials): KeptMembers {
  const { provider, mode } = valuesOfCredential(credential);
  const secrets = fieldsOfMode(definitionOf(provider), mode).filter(({ isSecret }) => isSecret);
  return { mode, names: credential.heldSecrets ?? secrets.map(({ name }) => name) };
}

/** What is wrong with the members: what was typed at once, what is missing when `isTried`. */
export function memberProblems(values: CredentialValues, { kept, isTried }: { readonly kept?: KeptMembers; readonly isTried: boolean }) {
  const { provider, mode, isGenerated } = values;
  if (isGenerated) return {};
  // The mode that is chosen counts, whatever is filled in: so it goes along as the kept one. What is being replaced is not kept.
  const names = kept?.mode === mode ? kept.names.filter((name) => values.members[name] === undefined) : [];
  const held = { mode, names };
  const checked = checkKeys(definitionOf(provider), sentMembers(values), held);
  if (checked.isValid) return {};
  const shown = checked.problems.filter(({ field }) => isTried || isFilled(values.members[field]));
  return Object.fromEntries(shown.toReversed().map(({ field, message }) => [field, message])) satisfies MemberProblems;
}

export function expiryDayProblem({ lastDay }: CredentialValues, nowMs: number): string | undefined {
  return lastDay === "" ? undefined : expiryProblem({ choice: "date", date: lastDay }, { nowMs, maxDays: null });
}

export function createRequest(values: CredentialValues): CreateCredentialsRequest {
  const { keys, baseUrl } = keysAndBaseUrl(values);
  return { credentials: { provider: values.provider, keys, ...(baseUrl === "" ? {} : { baseUrl }), ...aboutOf(values) } };
}

/** Of a pair that the server makes only what people call it is sent. */
export const generateRequest = (values: CredentialValues): GenerateSshKeyRequest => aboutOf(values);

function aboutOf({ name, description, lastDay }: CredentialValues) {
  return {
    name,
    ...(description.trim() === "" ? {} : { description: description.trim() }),
    ...(lastDay === "" ? {} : { expiresAt: momentOfDay(lastDay) }),
  };
}

/** Only what differs from what the form was filled with: a secret that was not touched is not sent, and is kept. */
export function updateRequest(values: CredentialValues, base: Credentials): UpdateCredentialsRequest {
  const before = valuesOfCredential(base);
  const sent = { ...keysAndBaseUrl(values), takenAway: takenAway(values) };
  const isSame = values.mode === before.mode && JSON.stringify(sent) === JSON.stringify({ ...keysAndBaseUrl(before), takenAway: {} });
  return {
    credentials: {
      lastUpdated: base.lastUpdated,
      ...(values.name === before.name ? {} : { name: values.name }),
      ...(values.description === before.description ? {} : { description: values.description.trim() }),
      ...(values.lastDay === before.lastDay ? {} : { expiresAt: values.lastDay === "" ? null : momentOfDay(values.lastDay) }),
      ...(isSame ? {} : { baseUrl: sent.baseUrl, keys: { ...sent.keys, ...sent.takenAway } }),
    },
  };
}

/** Whether saving would change something. */
export const isChanged = (values: CredentialValues, base: Credentials): boolean =>
  Object.keys(updateRequest(values, base).credentials).some((name) => name !== "lastUpdated");

/** The members of the chosen mode. Secrets are taken as they are; around other lines nobody means a blank. */
function sentMembers({ provider, mode, members }: CredentialValues): MemberValues {
  const { modeMember, ...definition } = definitionOf(provider);
  const sent = fieldsOfMode(definition, mode).flatMap((field) => {
    const value = members[field.name];
    const trimmed = typeof value === "string" && !field.isSecret ? value.trim() : value;
    return isFilled(trimmed) ? [[field.name, trimmed] as const] : [];
  });
  return { ...Object.fromEntries(sent), ...(modeMember === undefined ? {} : { [modeMember]: mode }) } as MemberValues;
}

function keysAndBaseUrl(values: CredentialValues) {
  const { baseUrl, ...keys } = sentMembers(values);
  return { baseUrl: typeof baseUrl === "string" ? baseUrl : "", keys: { discriminator: values.provider, ...keys } };
}

/** Optional secrets that are replaced by nothing: sent empty, they are kept no longer. */
function takenAway({ provider, mode, members }: CredentialValues): MemberValues {
  const secrets = fieldsOfMode(definitionOf(provider), mode).filter(({ isSecret, isRequired }) => isSecret && !isRequired);
  return Object.fromEntries(secrets.filter(({ name }) => members[name] === "").map(({ name }) => [name, ""]));
}

function modeOf({ modes = [], modeMember }: CredentialProviderDefinition, given: Readonly<Record<string, unknown>>): string {
  const named = given[modeMember ?? "mode"];
  const known = modes.find(({ id }) => id === named) ?? modes.find(({ fields }) => fields.some(({ name }) => isFilled(given[name])));
  return known?.id ?? modes[0]?.id ?? "";
}

const isFilled = (value: unknown): boolean => value !== undefined && value !== null && value !== "";
const momentOfDay = (date: string): string | null => expiryMoment({ choice: "date", date }, { nowMs: 0, maxDays: null });
