import type { ListMembersResponse, ListParticipantsResponse, ListTeamsResponse, ListUserRolesResponse } from "@postern/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { SearchedPage } from "./administration-queries.ts";
import { get } from "./client.ts";
import { queryKeys } from "./query-keys.ts";
import type { OrganizationAnswer, RoleAnswer, RoleList, TeamAnswer, TeamWorkspaceList, WorkspaceAnswer, WorkspaceList } from "./types.ts";

/** Everybody in an organization is in one of the two lists. */
export type PeopleSection = "members" | "collaborators";

const orgPath = (orgId: number, tail = ""): string => `/api/orgs/${String(orgId)}${tail}`;

/** Questions about an organization. */
export const organizationQueries = {
  organization: (orgId: number) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "itself"],
      queryFn: ({ signal }) => get<OrganizationAnswer>(orgPath(orgId), { signal }),
    }),

  workspacesOf: (orgId: number) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "workspaces"],
      queryFn: ({ signal }) => get<WorkspaceList>(orgPath(orgId, "/workspaces"), { signal }),
    }),

  people: (orgId: number, section: PeopleSection, query: SearchedPage) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), section, { ...query }],
      queryFn: ({ signal }) => get<ListMembersResponse>(orgPath(orgId, `/${section}`), { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),

  /** What somebody is in the workspaces of an organization. */
  userRoles: (orgId: number, userId: number) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "user-roles", userId],
      queryFn: ({ signal }) => get<ListUserRolesResponse>(orgPath(orgId, `/users/${String(userId)}/roles`), { signal }),
    }),

  teams: (orgId: number, query: SearchedPage) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "teams", { ...query }],
      queryFn: ({ signal }) => get<ListTeamsResponse>(orgPath(orgId, "/teams"), { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),

  team: (orgId: number, teamId: string) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "team", teamId],
      queryFn: ({ signal }) => get<TeamAnswer>(orgPath(orgId, `/teams/${encodeURIComponent(teamId)}`), { signal }),
    }),

  teamMembers: (orgId: number, teamId: number, query: SearchedPage) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "team", teamId, "members", { ...query }],
      queryFn: ({ signal }) =>
        get<ListMembersResponse>(orgPath(orgId, `/teams/${String(teamId)}/members`), { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),

  teamWorkspaces: (orgId: number, teamId: number) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "team", teamId, "workspaces"],
      queryFn: ({ signal }) =>
        get<TeamWorkspaceList>(orgPath(orgId, `/teams/${String(teamId)}/workspaces`), { signal, query: { max: 100, offset: 0 } }),
    }),

  roles: (orgId: number, { max, offset, search }: SearchedPage) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "roles", { max, offset, search }],
      queryFn: ({ signal }) => get<RoleList>("/api/roles", { signal, query: { orgId, max, offset, name: search } }),
      placeholderData: keepPreviousData,
    }),

  role: (orgId: number, name: string) =>
    queryOptions({
      queryKey: [...queryKeys.organization(orgId), "role", name],
      queryFn: ({ signal }) => get<RoleAnswer>(`/api/roles/${encodeURIComponent(name)}`, { signal, query: { orgId } }),
    }),
} as const;

export interface WorkspaceIds {
  readonly orgId: number;
  readonly workspaceId: number;
}

/** Questions about a workspace itself, not about what is in it. */
export const workspaceSelfQueries = {
  workspace: ({ orgId, workspaceId }: WorkspaceIds) =>
    queryOptions({
      queryKey: [...queryKeys.workspace({ workspaceId }), "itself"],
      queryFn: ({ signal }) => get<WorkspaceAnswer>(orgPath(orgId, `/workspaces/${String(workspaceId)}`), { signal }),
    }),

  participants: ({ orgId, workspaceId }: WorkspaceIds, query: SearchedPage) =>
    queryOptions({
      queryKey: [...queryKeys.workspace({ workspaceId }), "participants", { ...query }],
      queryFn: ({ signal }) =>
        get<ListParticipantsResponse>(orgPath(orgId, `/workspaces/${String(workspaceId)}/participants`), { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),
} as const;
