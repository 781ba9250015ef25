import { runStatuses } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { computeEnvStatuses } from "../platform/compute-envs.ts";
import { nullable, oneOf, text } from "../schema.ts";
import { named, secretOpening } from "./secret-opening.ts";

/** Once that the secret of a credential was opened. */
export const CredentialUsageEntry = Type.Object({ ...secretOpening, environment: named() });
export type CredentialUsageEntry = Static<typeof CredentialUsageEntry>;

/** `GET /api/postern/v1/credentials/{credentialsId}/usage`, newest first. For those who may see the credential. */
export const CredentialUsageQuery = Type.Object({
  max: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  /** `nextCursor` of the page before. */
  cursor: Type.Optional(text(200)),
});
export const CredentialUsageResponse = Type.Object({
  usage: Type.Array(CredentialUsageEntry),
  /** Null when there are no older ones. */
  nextCursor: nullable(Type.String()),
});
export type CredentialUsageResponse = Static<typeof CredentialUsageResponse>;

/** `GET /api/postern/v1/credentials/{credentialsId}/dependents`: what stops without it, now. Ended runs need nothing any more. */
export const CredentialDependentsResponse = Type.Object({
  environments: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), status: oneOf(computeEnvStatuses) })),
  runs: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), status: oneOf(runStatuses) })),
});
export type CredentialDependentsResponse = Static<typeof CredentialDependentsResponse>;
