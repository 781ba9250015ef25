import { credentialFields, fieldsOfMode, findCredentialProvider } from "@postern/domain";
import type { CredentialField, CredentialProviderDefinition } from "@postern/domain";
import { invalidMembers, describeKeys, parseKeys } from "./providers.ts";
import type { ParsedKeys } from "./providers.ts";
import { heldSecretsOf, readableKeysOf } from "./read-columns.ts";
import { refuseLedElsewhere } from "./refuse-led-elsewhere.ts";
import type { StoredCredential } from "./store.ts";

/** What an edit says of what is sealed. Absent and null are the same: nothing. */
export interface SentEdit {
  readonly keys?: unknown;
  readonly baseUrl?: string | null | undefined;
}

export interface EditPlan {
  /** What was sent, with the open members that are kept. */
  readonly sent: ParsedKeys;
  /** Secret members to be taken out of what is sealed now: those that the edit neither sends nor takes away. */
  readonly keptSecrets: readonly string[];
  /** Without it nothing needs to be opened, and the envelope stays. */
  readonly changesSealed: boolean;
}

/**
 * What becomes of each member. Secret ones that are not sent are kept while the mode stays; an optional one that is sent empty is taken
 * away, and so is one that means nothing beside what is sent: the passphrase of another key, the other one of two ways to say the same.
 * Open members are replaced as a whole when `keys` is there, except for those that clients cannot send: switches and hidden ones.
 *
 * @throws request.invalid as `parseKeys`.
 */
export function planEdit(row: StoredCredential, edit: SentEdit): EditPlan {
  const definition = findCredentialProvider(row.provider);
  if (definition === undefined) throw invalidMembers([{ field: "", message: "The provider is not known." }]);
  const given = givenMembers(definition, row, edit);
  refuseLonely(definition, given);
  const keepable = keepableSecrets(definition, row, given);
  const kept = { names: keepable, mode: row.mode ?? undefined };
  const sent = parseKeys(definition.id, { keys: given, baseUrl: edit.baseUrl ?? row.base_url }, kept);
  const isSameMode = (sent.mode ?? null) === row.mode;
  const inMode = new Set(fieldsOfMode(definition, sent.mode).map(({ name }) => name));
  const keptSecrets = isSameMode ? keepable.filter((name) => inMode.has(name)) : [];
  refuseLedElsewhere(row, sent, keptSecrets);
  const isLess = keptSecrets.length < heldSecretsOf(row).length;
  return { sent, keptSecrets, changesSealed: isLess || hasSecrets(sent) || !looksTheSame(sent, row) };
}

/** What belongs to another secret says nothing of the one that is kept: a passphrase was needed once, to read the key that it came with. */
function refuseLonely(definition: CredentialProviderDefinition, given: Readonly<Record<string, unknown>>): void {
  const fields = credentialFields(definition);
  const lonely = fields.filter(({ name, goesWith }) => goesWith !== undefined && isSent(given, name) && !isSent(given, goesWith));
  const problems = lonely.map(({ name, label, goesWith }) => {
    const owner = fields.find((field) => field.name === goesWith)?.label ?? "";
    return { field: name, message: `${label} is read together with ${owner}, and the one that is kept needs none. Send both, or neither.` };
  });
  if (problems.length > 0) throw invalidMembers(problems);
}

function isSent(given: Readonly<Record<string, unknown>>, name: string | undefined): boolean {
  return name !== undefined && given[name] !== undefined && given[name] !== "";
}

function givenMembers(
  definition: CredentialProviderDefinition,
  row: StoredCredential,
  { keys }: SentEdit,
): Readonly<Record<string, unknown>> {
  const shown = readableKeysOf(row);
  const open = credentialFields(definition).filter(({ isSecret, name }) => !isSecret && name !== "baseUrl" && name in shown);
  const mode = definition.modeMember === undefined ? {} : { [definition.modeMember]: row.mode };
  if (keys === undefined || keys === null) return { ...mode, ...pick(shown, open) };
  if (typeof keys !== "object" || Array.isArray(keys)) throw invalidMembers([{ field: "", message: "The keys must be an object." }]);
  const unsendable = open.filter(({ kind, isHidden }) => kind === "switch" || isHidden === true);
  const given = keys as Readonly<Record<string, unknown>>;
  return {
    ...pick(
      shown,
      unsendable.filter(({ name }) => given[name] === undefined || given[name] === null),
    ),
    ...present(given),
  };
}

function keepableSecrets(
  { needsOneOf = [], ...definition }: CredentialProviderDefinition,
  row: StoredCredential,
  given: Readonly<Record<string, unknown>>,
): readonly string[] {
  const fields = new Map(credentialFields(definition).map((field) => [field.name, field]));
  const isTakenAway = (field: CredentialField): boolean =>
    (given[field.name] === "" && !field.isRequired) ||
    isSent(given, field.goesWith) ||
    (needsOneOf.includes(field.name) && needsOneOf.some((name) => isSent(given, name)));
  return heldSecretsOf(row).filter((name) => {
    const field = fields.get(name);
    return field !== undefined && !isSent(given, name) && !isTakenAway(field);
  });
}

function hasSecrets(keys: ParsedKeys): boolean {
  return describeKeys(keys).secretNames.length > 0;
}

/** Whether the columns say of a credential what is sealed in it. */
export function looksTheSame(keys: ParsedKeys, row: StoredCredential): boolean {
  const { shown, baseUrl } = describeKeys(keys);
  const before = readableKeysOf(row);
  return (
    baseUrl === row.base_url && (keys.mode ?? null) === row.mode && Object.entries(shown).every(([name, value]) => before[name] === value)
  );
}

function pick(from: Readonly<Record<string, unknown>>, fields: readonly CredentialField[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fields.map(({ name }) => [name, from[name]]));
}

function present(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));
}
