import { credentialFields, credentialProviders, credentialProviderTable } from "@postern/domain";
import type { CredentialProvider } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { NewUseLimit } from "../postern/use-limits.ts";
import { Conflict, dateTime, nullable, oneOf, optional, seenLastUpdated, text } from "../schema.ts";

/**
 * Members of `keys` that are answered: those of the table that are no secret, and what Postern reads out of a key. One flat shape for all
 * providers, because a name that is open for one is secret for none.
 */
export type ReadableKeys = { readonly discriminator: CredentialProvider } & Readonly<Record<string, string | boolean | null>>;

/** Read from what was given, never sent: the public half of an SSH key and what it is. */
export const derivedMembers = ["mode", "publicKey", "fingerprint", "certificateInfo", "authorizedKeysLine"] as const;

const readableMembers = credentialProviderTable
  .flatMap((provider) => credentialFields(provider))
  .filter(({ isSecret, name }) => !isSecret && name !== "baseUrl")
  .map(({ name, kind }) => [name, Type.Optional(nullable(kind === "switch" ? Type.Boolean() : Type.String()))] as const);

const ReadableKeys = Type.Unsafe<ReadableKeys>(
  Type.Object({
    discriminator: oneOf(credentialProviders),
    ...Object.fromEntries(readableMembers),
    ...Object.fromEntries(derivedMembers.map((name) => [name, Type.Optional(nullable(Type.String()))])),
  }),
);

export const CreateCredentialsRequest = Type.Object({
  credentials: Type.Object({
    name: text(100, 1),
    description: optional(text(1000)),
    /** Free text here, so that an unknown provider gets an answer that names it. */
    provider: text(16, 1),
    baseUrl: optional(text(200)),
    category: optional(text(20)),
    /** Checked by the provider's table, which names the member at fault. */
    keys: Type.Unknown(),
    /** Ours. */
    expiresAt: optional(dateTime()),
    /** Ours. Only in a workspace. */
    useLimit: optional(NewUseLimit),
  }),
});
export type CreateCredentialsRequest = Static<typeof CreateCredentialsRequest>;

export const CreateCredentialsResponse = Type.Object({ credentialsId: Type.String() });

export const Credentials = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: nullable(Type.String()),
  provider: oneOf(credentialProviders),
  baseUrl: nullable(Type.String()),
  category: nullable(Type.String()),
  status: nullable(oneOf(["AVAILABLE", "INVALID"])),
  message: nullable(Type.String()),
  /** Only what is not secret, and only when one credential is described. */
  keys: Type.Optional(ReadableKeys),
  dateCreated: dateTime(),
  lastUpdated: dateTime(),
  lastUsed: nullable(dateTime()),
  lastValidated: nullable(dateTime()),
  deleted: Type.Boolean(),
  /** Ours: when what is kept ends, as its owner says. */
  expiresAt: nullable(dateTime()),
  /** Ours: what it reaches or is known by where it is used, in one word: a connection ID, a host, an account. Lists show it. */
  reach: nullable(Type.String()),
  /** Ours: names of the secret members that are kept, when one credential is described. Their values are never answered. */
  heldSecrets: Type.Optional(Type.Array(Type.String())),
});
export type Credentials = Static<typeof Credentials>;

/**
 * `PUT /api/credentials/{credentialsId}`. Members that are left out stay as they are: secret members of `keys` too, as long as the mode stays. Open
 * members of `keys` are replaced as a whole when `keys` is there. A description of "" and an `expiresAt` of null take them away.
 */
export const UpdateCredentialsRequest = Type.Object({
  credentials: Type.Object({
    id: optional(text(22)),
    name: optional(text(100, 1)),
    description: optional(text(1000)),
    /** Never changes: another one is refused. */
    provider: optional(text(16, 1)),
    baseUrl: optional(text(200)),
    category: optional(text(20)),
    keys: Type.Optional(Type.Unknown()),
    expiresAt: optional(dateTime()),
    /** Ours: what the form was filled with. When somebody has changed the credential since, the update is refused with 409. */
    ...seenLastUpdated,
  }),
});
export type UpdateCredentialsRequest = Static<typeof UpdateCredentialsRequest>;

/** `POST /api/credentials/{credentialsId}/validate?force=`: asks the provider now. */
export const ValidateCredentialsResponse = Type.Object({
  /** What the last conclusive answer says; null before the first. */
  status: nullable(oneOf(["AVAILABLE", "INVALID"])),
  /** The provider gave no conclusive answer: the status is an older one. */
  transientError: Type.Boolean(),
  /** Its words. */
  message: nullable(Type.String()),
});
export type ValidateCredentialsResponse = Static<typeof ValidateCredentialsResponse>;

export const ListCredentialsResponse = Type.Object({ credentials: Type.Array(Credentials) });
export const DescribeCredentialsResponse = Type.Object({
  credentials: Credentials,
  /** What somebody has to set up elsewhere; null when there is nothing. */
  setupSnippet: nullable(Type.String()),
});
/** Answered with 409 when something still uses the credential. */
export const DeleteCredentialsConflictResponse = Type.Object({
  message: Type.String(),
  code: Type.Optional(Type.String()),
  hint: Type.Optional(Type.String()),
  credentialsId: Type.String(),
  conflicts: Type.Array(Conflict),
});
