import { organizationRoles } from "@postern/domain";
import { Type } from "typebox";
import type { Static } from "typebox";
import { dateTime, int64, nullable, numericId, oneOf, optional, seenLastUpdated, text } from "../schema.ts";

export const orgTypes = ["academic", "evaluating", "pro", "basic", "internal"] as const;

export const OrgParams = Type.Object({ orgId: numericId() });

/** Unknown roles are refused by name, as a filter that means nothing would show everything. */
export const ListOrganizationsQuery = Type.Object({ role: Type.Optional(oneOf(organizationRoles)) });

export const CreateOrganizationRequest = Type.Object({
  organization: Type.Object({
    name: text(40, 1),
    fullName: text(100, 1),
    description: optional(text(1000)),
    location: optional(text(100)),
    website: optional(text(255)),
  }),
  logoId: optional(text(22)),
});
export type CreateOrganizationRequest = Static<typeof CreateOrganizationRequest>;

/** What is left out or null stays as it is; an empty text takes it away. */
export const UpdateOrganizationRequest = Type.Object({
  name: optional(text(40, 1)),
  fullName: optional(text(100, 1)),
  description: optional(text(1000)),
  location: optional(text(100)),
  website: optional(text(255)),
  logoId: optional(text(22)),
  /** Words of the vendor's licences. They are understood, and have no effect. */
  type: optional(oneOf(orgTypes)),
  paying: optional(Type.Boolean()),
  ...seenLastUpdated,
});
export type UpdateOrganizationRequest = Static<typeof UpdateOrganizationRequest>;

export const Organization = Type.Object({
  orgId: int64(),
  name: Type.String(),
  fullName: Type.String(),
  description: nullable(Type.String()),
  location: nullable(Type.String()),
  website: nullable(Type.String()),
  logoId: nullable(Type.String()),
  logoUrl: nullable(Type.String()),
  /** The caller's own membership; null for an administrator who is no member. */
  memberId: nullable(int64()),
  memberRole: nullable(oneOf(organizationRoles)),
  type: nullable(oneOf(orgTypes)),
  lastUpdated: dateTime(),
});
export type Organization = Static<typeof Organization>;

export const CreateOrganizationResponse = Type.Object({ organization: Organization });
export const DescribeOrganizationResponse = Type.Object({ organization: Organization });
export const ListOrganizationsResponse = Type.Object({ organizations: Type.Array(Organization), totalSize: int64() });
export type ListOrganizationsResponse = Static<typeof ListOrganizationsResponse>;
