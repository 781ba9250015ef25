import { credentialFields, credentialProviders, credentialProviderTable } from "@postern/domain";
import type { CredentialProvider } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { Conflict, dateTime, nullable, oneOf, optional, text } from "../schema.ts";

/**
 * Members of `keys` that are answered: those of the table that are no secret, and what Postern reads out of a key. One flat shape for all
 * providers, because a name that is open for one is secret for none.
 */
export type ReadableKeys = { readonly discriminator: CredentialProvider } & Readonly<Record<string, string | boolean | null>>;

/** Read from what was given, never sent: the public half of an SSH key and what it is. */
export const derivedMembers = ["mode", "publicKey", "fingerprint", "certificateInfo"] as const;

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
});
export type Credentials = Static<typeof Credentials>;

export const ListCredentialsResponse = Type.Object({ credentials: Type.Array(Credentials) });
export const DescribeCredentialsResponse = Type.Object({ credentials: Credentials });
/** Answered with 409 when something still uses the credential. */
export const DeleteCredentialsConflictResponse = Type.Object({
  message: Type.String(),
  code: Type.Optional(Type.String()),
  hint: Type.Optional(Type.String()),
  credentialsId: Type.String(),
  conflicts: Type.Array(Conflict),
});
