import { Type } from "typebox";
import type { Static } from "typebox";
import { Conflict, dateTime, nullable, oneOf, optional, text, unstorable } from "../schema.ts";

/** Providers that this server can keep. The wire knows more; a foreign one is refused with its name. */
export const credentialProviders = ["tw-agent"] as const;
export type CredentialProvider = (typeof credentialProviders)[number];

/** Not secret: an agent credential only names the connection. */
export const AgentKeys = Type.Object({
  discriminator: optional(Type.Literal("tw-agent")),
  connectionId: Type.String({ minLength: 1, maxLength: 128, pattern: "^[A-Za-z0-9][A-Za-z0-9._-]*$" }),
  /** One line, as it may become a word of a shell script. */
  workDir: optional(Type.String({ maxLength: 1024, pattern: `^[^${unstorable}\\u0001-\\u001f\\u007f]*$` })),
  shared: optional(Type.Boolean()),
});
export type AgentKeys = Static<typeof AgentKeys>;

export const CreateCredentialsRequest = Type.Object({
  credentials: Type.Object({
    name: text(100, 1),
    description: optional(text(1000)),
    /** Free text here, so that an unknown provider gets an answer that names it. */
    provider: text(16, 1),
    baseUrl: optional(text(200)),
    category: optional(text(20)),
    keys: Type.Unknown(),
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
  keys: Type.Optional(
    Type.Object({
      discriminator: Type.Literal("tw-agent"),
      connectionId: Type.String(),
      workDir: nullable(Type.String()),
      shared: Type.Boolean(),
    }),
  ),
  dateCreated: dateTime(),
  lastUpdated: dateTime(),
  lastUsed: nullable(dateTime()),
  lastValidated: nullable(dateTime()),
  deleted: Type.Boolean(),
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
