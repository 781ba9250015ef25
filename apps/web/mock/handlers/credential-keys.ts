import type { Credentials, ReadableKeys } from "@postern/contracts";
import { AppError, checkKeys, credentialReach, fieldsOfMode, findCredentialProvider } from "@postern/domain";
import type { CredentialProvider } from "@postern/domain";

export type MockSecrets = Readonly<Record<string, unknown>>;

export interface SentKeys {
  readonly keys?: unknown;
  readonly baseUrl?: string | null | undefined;
}

/** What is open and what is secret of sent keys, judged by the same table as on the real server. */
export function readKeys(provider: CredentialProvider, sent: SentKeys, kept: MockSecrets = {}) {
  const { values, mode, stays, fields } = checked(provider, sent, kept);
  // By sentinel: what only the real server could know.
  if (values["registry"] === "refused.example.org") {
    throw new AppError("request.invalid", "This server reaches no private addresses.", { fields: ["credentials.keys.registry"] });
  }
  const openFields = fields.filter(({ isSecret }) => !isSecret);
  const { baseUrl, ...shown } = Object.fromEntries(openFields.map(({ name, fallback }) => [name, values[name] ?? fallback ?? null]));
  const readable = { discriminator: provider, ...shown, ...(mode === undefined ? {} : { mode }) } as ReadableKeys;
  const open: Partial<Credentials> = {
    keys: readable,
    baseUrl: typeof baseUrl === "string" ? baseUrl : null,
    reach: credentialReach(provider, { ...readable, baseUrl }) ?? null,
  };
  const given = fields.filter(({ isSecret, name }) => isSecret && values[name] !== undefined).map(({ name }) => [name, values[name]]);
  return { open, secrets: { ...stays, ...Object.fromEntries(given) } as MockSecrets };
}

function checked(provider: CredentialProvider, { keys, baseUrl }: SentKeys, kept: MockSecrets) {
  const sent = keys as Record<string, unknown>;
  const definition = findCredentialProvider(provider);
  if (definition === undefined) {
    throw new AppError("credential.provider_unsupported", `Credentials of the provider ${provider} cannot be kept here.`);
  }
  const before = definition.modes?.find(({ fields }) => fields.some(({ name }) => name in kept))?.id;
  const names = Object.keys(kept).filter((name) => sent[name] !== "");
  const result = checkKeys(definition, { ...sent, baseUrl }, { mode: before, names });
  if (!result.isValid) {
    const fields = result.problems.map(({ field }) => (field === "baseUrl" ? "credentials.baseUrl" : `credentials.keys.${field}`));
    throw new AppError("request.invalid", result.problems.map(({ message }) => message).join(" "), { fields });
  }
  const isSameMode = before === undefined || result.mode === before;
  const stays = isSameMode ? Object.fromEntries(names.map((name) => [name, kept[name]])) : {};
  return { ...result, stays, fields: fieldsOfMode(definition, result.mode) };
}
