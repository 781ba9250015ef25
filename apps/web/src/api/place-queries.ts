import type { EffectivePermissionsResponse, ListWorkspacesAndOrgResponse, WorkspaceSettings } from "@postern/contracts";
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client.ts";
import { queryKeys } from "./query-keys.ts";
import type { ServiceInfoAnswer } from "./types.ts";

export interface RightsWish {
  readonly orgId: number;
  readonly workspaceId: number;
  readonly userId: number;
}

/** Questions about where one may go, and what one may do there. */
export const placeQueries = {
  serviceInfo: () =>
    queryOptions({
      queryKey: queryKeys.serviceInfo,
      queryFn: ({ signal }) => get<ServiceInfoAnswer>("/api/service-info", { signal }),
      staleTime: 5 * 60_000,
    }),

  places: (userId: number) =>
    queryOptions({
      queryKey: [...queryKeys.places, userId],
      queryFn: ({ signal }) => get<ListWorkspacesAndOrgResponse>(`/api/user/${String(userId)}/workspaces`, { signal }),
      staleTime: 60_000,
    }),

  /** What somebody may do in a workspace, and through which roles. */
  rights: ({ orgId, workspaceId, userId }: RightsWish) =>
    queryOptions({
      queryKey: [...queryKeys.rightsIn(workspaceId), userId],
      queryFn: ({ signal }) =>
        get<EffectivePermissionsResponse>(
          `/api/postern/v1/orgs/${String(orgId)}/workspaces/${String(workspaceId)}/users/${String(userId)}/permissions`,
          { signal },
        ),
      staleTime: 60_000,
    }),

  /** What the public API has no words for. */
  workspaceSettings: (workspaceId: number) =>
    queryOptions({
      queryKey: [...queryKeys.workspace({ workspaceId }), "settings"],
      queryFn: ({ signal }) => get<WorkspaceSettings>(`/api/postern/v1/workspaces/${String(workspaceId)}/settings`, { signal }),
    }),
} as const;
