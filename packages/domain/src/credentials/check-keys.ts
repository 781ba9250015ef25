import type { CredentialField, CredentialMode, CredentialProviderDefinition } from "./provider-definition.ts";
import { credentialFields, fieldsOfMode } from "./provider-table.ts";

/** What somebody sent: the members of `keys`, and `baseUrl` beside them. Null and absent are the same. */
export type SentMembers = Readonly<Record<string, unknown>>;

export interface MemberProblem {
  /** The member at fault. */
  readonly field: string;
  /** A sentence for the person. It never quotes what was sent. */
  readonly message: string;
}

export type CheckedKeys =
  | {
      readonly isValid: true;
      readonly mode: string | undefined;
      /** What was sent and belongs to the mode; a text that is empty is left out. */
      readonly values: Readonly<Record<string, string | boolean>>;
    }
  | { readonly isValid: false; readonly problems: readonly [MemberProblem, ...MemberProblem[]] };

/** Names of members that the credential holds already: an edit that does not send them keeps them. */
export interface KeptMembers {
  readonly names: readonly string[];
  readonly mode: string | undefined;
}

/**
 * Checks what was sent against the provider's table: unknown members, members of another mode, missing ones, kinds, lengths, looks.
 * The form and the server ask the same function, so they say the same.
 */
export function checkKeys(provider: CredentialProviderDefinition, sent: SentMembers, kept?: KeptMembers): CheckedKeys {
  const present = Object.entries(sent).filter(([name, value]) => name !== "discriminator" && isGiven(value));
  const names = present.map(([name]) => name).filter((name) => name !== provider.modeMember);
  const mode = chooseMode(provider, { sent, names, kept });
  if (mode.problem !== undefined) return { isValid: false, problems: [mode.problem] };
  const fields = fieldsOfMode(provider, mode.id);
  const holds = (name: string): boolean =>
    names.includes(name) || (kept !== undefined && kept.mode === mode.id && kept.names.includes(name));
  const problems = [
    ...discriminatorProblem(provider, sent),
    ...names.flatMap((name) => strangerProblem(provider, { name, fields, modeId: mode.id })),
    ...fields.flatMap((field) =>
      field.isRequired && !holds(field.name) ? [{ field: field.name, message: `${field.label} is missing.` }] : [],
    ),
    ...alternativesProblem(provider, holds),
    ...present.flatMap(([name, value]) => fields.filter((field) => field.name === name).flatMap((field) => valueProblem(field, value))),
  ];
  const [first, ...others] = problems;
  if (first !== undefined) return { isValid: false, problems: [first, ...others] };
  const values = Object.fromEntries(present.filter(([name]) => names.includes(name))) as Record<string, string | boolean>;
  return { isValid: true, mode: mode.id, values };
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}

interface ModeQuestion {
  readonly sent: SentMembers;
  readonly names: readonly string[];
  readonly kept: KeptMembers | undefined;
}

interface ChosenMode {
  readonly id: string | undefined;
  readonly problem?: MemberProblem;
}

function chooseMode({ modes = [], modeMember }: CredentialProviderDefinition, { sent, names, kept }: ModeQuestion): ChosenMode {
  if (modeMember !== undefined && isGiven(sent[modeMember])) return namedMode(modes, modeMember, sent[modeMember]);
  // The mode of a member that no other mode has; what is kept otherwise.
  const telling = modes.find(({ fields }) => fields.some(({ name }) => names.includes(name) && isOnlyIn(modes, name)));
  return { id: telling?.id ?? kept?.mode ?? modes[0]?.id };
}

function namedMode(modes: readonly CredentialMode[], member: string, named: unknown): ChosenMode {
  const found = modes.find(({ id }) => id === named);
  if (found !== undefined) return { id: found.id };
  return { id: undefined, problem: { field: member, message: `The mode must be ${modes.map(({ id }) => id).join(" or ")}.` } };
}

function isOnlyIn(modes: readonly CredentialMode[], name: string): boolean {
  return modes.filter(({ fields }) => fields.some((field) => field.name === name)).length === 1;
}

function discriminatorProblem(provider: CredentialProviderDefinition, { discriminator }: SentMembers): readonly MemberProblem[] {
  if (discriminator === undefined || discriminator === null || discriminator === provider.id) return [];
  return [{ field: "discriminator", message: `The discriminator of these keys must be ${provider.id}, as the provider says.` }];
}

interface Stranger {
  readonly name: string;
  readonly fields: readonly CredentialField[];
  readonly modeId: string | undefined;
}

function strangerProblem(provider: CredentialProviderDefinition, { name, fields, modeId }: Stranger): readonly MemberProblem[] {
  if (fields.some((field) => field.name === name)) return [];
  const elsewhere = credentialFields(provider).find((field) => field.name === name);
  const message =
    elsewhere === undefined
      ? `${provider.label} has no member of this name.`
      : `${elsewhere.label} belongs to another mode than ${provider.modes?.find(({ id }) => id === modeId)?.label ?? "this one"}.`;
  return [{ field: name, message }];
}

function alternativesProblem(
  { needsOneOf, fields }: CredentialProviderDefinition,
  holds: (name: string) => boolean,
): readonly MemberProblem[] {
  const [first] = needsOneOf ?? [];
  if (needsOneOf === undefined || first === undefined || needsOneOf.some(holds)) return [];
  const labels = fields.filter(({ name, isHidden }) => needsOneOf.includes(name) && isHidden !== true).map(({ label }) => label);
  return [{ field: first, message: `${labels.join(" or ")} is missing.` }];
}

function valueProblem(field: CredentialField, value: unknown): readonly MemberProblem[] {
  const words = field.kind === "switch" ? switchProblem(value) : textProblem(field, value);
  return words === undefined ? [] : [{ field: field.name, message: `${field.label} ${words}` }];
}

function switchProblem(value: unknown): string | undefined {
  return typeof value === "boolean" ? undefined : "must be true or false.";
}

function textProblem({ kind, maxLength, pattern }: CredentialField, value: unknown): string | undefined {
  if (typeof value !== "string") return "must be a text.";
  if (value.length > maxLength) return `has at most ${maxLength.toLocaleString("en")} characters.`;
  if (!value.isWellFormed() || value.includes("\0")) return "holds characters that cannot be stored.";
  if (kind === "line" && /\p{Cc}/u.test(value)) return "must be one line, without control characters.";
  if (pattern !== undefined && !new RegExp(pattern.source, "u").test(value)) return `must be ${pattern.words}.`;
  return undefined;
}
