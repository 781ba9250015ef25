import { Type } from "typebox";
import type { Static } from "typebox";
import { organizationRoles } from "@postern/domain";
import { gridPlatforms } from "../platform/compute-envs.ts";
import { ManagedJumpHostAnswer, ManagedJumpHosts } from "./jump-hosts.ts";
import { dateTime, int64, nullable, numericId, oneOf, optional, seenLastUpdated, text } from "../schema.ts";

export const ManagedIdentityParams = Type.Object({ orgId: numericId(), managedIdentityId: text(22, 1) });
export const ManagedKeyParams = Type.Object({ orgId: numericId(), managedIdentityId: text(22, 1), memberId: numericId() });

/** A key as it is shown: of its secret half nothing ever comes back. */
export const ManagedKey = Type.Object({
  /** The account on the cluster. */
  userName: Type.String(),
  /** The line for `authorized_keys`. */
  publicKey: Type.String(),
  fingerprint: Type.String(),
  /** What its certificate says, if it has one. */
  certificateInfo: nullable(Type.String()),
  dateCreated: dateTime(),
  lastUpdated: dateTime(),
  lastUsed: nullable(dateTime()),
});
export type ManagedKey = Static<typeof ManagedKey>;

/** A cluster of an organization on which each person acts with a key of their own. */
export const ManagedIdentity = Type.Object({
  id: Type.String(),
  name: Type.String(),
  platform: oneOf(gridPlatforms),
  hostName: Type.String(),
  port: Type.Integer(),
  /** In the order in which they are passed, by environments that have none of their own. */
  jumpHosts: Type.Array(ManagedJumpHostAnswer),
  /** How many people have a key for it. */
  keysCount: int64(),
  /** That of whoever asks. */
  ownKey: nullable(ManagedKey),
  dateCreated: dateTime(),
  lastUpdated: dateTime(),
});
export type ManagedIdentity = Static<typeof ManagedIdentity>;

/** `GET /api/postern/v1/orgs/{orgId}/managed-identities` */
export const ListManagedIdentitiesResponse = Type.Object({ managedIdentities: Type.Array(ManagedIdentity) });
export const DescribeManagedIdentityResponse = Type.Object({ managedIdentity: ManagedIdentity });

export const CreateManagedIdentityRequest = Type.Object({
  name: text(40, 1),
  platform: oneOf(gridPlatforms),
  /** The login node. */
  hostName: text(255, 1),
  /** Default 22. */
  port: optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  jumpHosts: optional(ManagedJumpHosts),
});
export type CreateManagedIdentityRequest = Static<typeof CreateManagedIdentityRequest>;

/** What is left out or null stays as it is. */
export const UpdateManagedIdentityRequest = Type.Object({
  name: optional(text(40, 1)),
  platform: optional(oneOf(gridPlatforms)),
  hostName: optional(text(255, 1)),
  port: optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  /** All of them, in the place of those that are there. */
  jumpHosts: optional(ManagedJumpHosts),
  ...seenLastUpdated,
});
export type UpdateManagedIdentityRequest = Static<typeof UpdateManagedIdentityRequest>;

/** Somebody of the organization, and whether they have a key. */
export const ManagedMember = Type.Object({
  memberId: int64(),
  userId: int64(),
  userName: Type.String(),
  firstName: nullable(Type.String()),
  lastName: nullable(Type.String()),
  role: oneOf(organizationRoles),
  status: oneOf(["missing", "added"]),
  key: nullable(ManagedKey),
});
export type ManagedMember = Static<typeof ManagedMember>;

/** `GET …/managed-identities/{id}/members`, for owners. */
export const ListManagedMembersResponse = Type.Object({ members: Type.Array(ManagedMember) });

/** `PUT …/own-key`, and for owners `PUT …/members/{memberId}/key`: the whole of it, in the place of what is there. */
export const PutManagedKeyRequest = Type.Object({
  /** The account on the cluster. */
  userName: text(100, 1),
  /** As it was pasted, with its first and last lines. */
  privateKey: text(65_536, 1),
  passphrase: optional(text(4096)),
  certificate: optional(text(65_536)),
});
export type PutManagedKeyRequest = Static<typeof PutManagedKeyRequest>;
export const PutManagedKeyResponse = Type.Object({ key: ManagedKey });
