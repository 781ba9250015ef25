import type {
  AccountState,
  DescribeKeysResponse,
  ListAccountsResponse,
  ListAdministeredOrganizationsResponse,
  ListAdministeredWorkspacesResponse,
  VaultStateResponse,
} from "@postern/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

/** One page of what fits a search. */
export interface SearchedPage {
  readonly max: number;
  readonly offset: number;
  readonly search: string;
}

export interface AccountListQuery extends SearchedPage {
  readonly state: AccountState | undefined;
}

/** Questions of those who run the server. */
export const administrationQueries = {
  accounts: (query: AccountListQuery) =>
    queryOptions({
      queryKey: [...queryKeys.accounts, { ...query }],
      queryFn: ({ signal }) => get<ListAccountsResponse>("/api/postern/v1/admin/accounts", { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),

  allOrganizations: (query: SearchedPage) =>
    queryOptions({
      queryKey: [...queryKeys.allOrganizations, { ...query }],
      queryFn: ({ signal }) =>
        get<ListAdministeredOrganizationsResponse>("/api/postern/v1/admin/organizations", { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),

  /** Of anybody who has come as far as the pages before the sign-in. */
  vaultState: () =>
    queryOptions({
      queryKey: queryKeys.vaultState,
      queryFn: ({ signal }) => get<VaultStateResponse>("/api/postern/v1/vault", { signal }),
    }),

  masterKeys: () =>
    queryOptions({
      queryKey: queryKeys.masterKeys,
      queryFn: ({ signal }) => get<DescribeKeysResponse>("/api/postern/v1/admin/keys", { signal }),
    }),

  allWorkspaces: (query: SearchedPage) =>
    queryOptions({
      queryKey: [...queryKeys.allWorkspaces, { ...query }],
      queryFn: ({ signal }) => get<ListAdministeredWorkspacesResponse>("/api/postern/v1/admin/workspaces", { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),
} as const;
