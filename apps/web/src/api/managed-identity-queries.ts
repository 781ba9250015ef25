import type { ListManagedIdentitiesResponse, ListManagedMembersResponse, Static } from "@postern/contracts";
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

export const managedIdentityPath = (orgId: number, id = ""): string =>
  `/api/postern/v1/orgs/${String(orgId)}/managed-identities${id === "" ? "" : `/${encodeURIComponent(id)}`}`;

/** Questions about the clusters of an organization on which each person acts as themselves. */
export const managedIdentityQueries = {
  managedIdentities: (orgId: number) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "managed-identities"],
      queryFn: ({ signal }) => get<Static<typeof ListManagedIdentitiesResponse>>(managedIdentityPath(orgId), { signal }),
    }),

  /** For owners. */
  managedMembers: (orgId: number, id: string) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "managed-identities", id, "members"],
      queryFn: ({ signal }) => get<Static<typeof ListManagedMembersResponse>>(`${managedIdentityPath(orgId, id)}/members`, { signal }),
    }),
} as const;
