import type { ListAuditEntriesResponse } from "@postern/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, withQuery } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

/** Which part of the trail is meant: all of it, or what happened in one organization, or in one of its workspaces. */
export type AuditScope =
  | { readonly kind: "server" }
  | { readonly kind: "organization"; readonly orgId: number }
  | { readonly kind: "workspace"; readonly orgId: number; readonly workspaceId: number };

/** Which entries of it, as the API names the filters. What is absent filters nothing. */
export interface AuditFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly targetKind?: string | undefined;
  readonly targetId?: string | undefined;
  /** For a wider scope: it is narrowed to one of them. */
  readonly orgId?: string | undefined;
  readonly workspaceId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly search?: string | undefined;
}

export interface AuditPageQuery extends AuditFilter {
  readonly max: number;
  readonly cursor?: string | undefined;
}

export const auditQueries = {
  audit: (scope: AuditScope, query: AuditPageQuery) =>
    queryOptions({
      queryKey: [...queryKeys.audit, { ...scope }, { ...query }],
      queryFn: ({ signal }) => get<ListAuditEntriesResponse>(trailPath(scope), { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),
} as const;

/** Where the browser fetches the same entries as a file. */
export const auditExportPath = (scope: AuditScope, filter: AuditFilter, format: "csv" | "json-lines"): string =>
  withQuery(`${trailPath(scope)}/export`, { ...filter, format });

function trailPath(scope: AuditScope): string {
  const root = "/api/postern/v1";
  switch (scope.kind) {
    case "server":
      return `${root}/audit`;
    case "organization":
      return `${root}/orgs/${String(scope.orgId)}/audit`;
    case "workspace":
      return `${root}/orgs/${String(scope.orgId)}/workspaces/${String(scope.workspaceId)}/audit`;
  }
}
