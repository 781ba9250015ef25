import type { ListAuditEntriesResponse } from "@postern/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, withQuery } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

/** Which part of the trail is meant: all of it, or what happened in one organization or in one workspace of it. */
export type AuditScope =
  | { readonly orgId?: undefined; readonly workspaceId?: undefined }
  | { readonly orgId: number; readonly workspaceId?: number };

/** Which entries of it, as the API names the filters. What is absent filters nothing. */
export interface AuditFilter {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly actorId?: string | undefined;
  readonly action?: string | undefined;
  readonly targetKind?: string | undefined;
  readonly targetId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly search?: string | undefined;
}

export type AuditPageQuery = AuditScope & AuditFilter & { readonly max: number; readonly cursor?: string | undefined };

export const auditQueries = {
  audit: ({ orgId, workspaceId, ...query }: AuditPageQuery) =>
    queryOptions({
      queryKey: [...queryKeys.audit, { orgId, workspaceId, ...query }],
      queryFn: ({ signal }) => get<ListAuditEntriesResponse>(trailPath(orgId, workspaceId), { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),
} as const;

/** Where the browser fetches the same entries as a file. */
export const auditExportPath = ({ orgId, workspaceId, ...filter }: AuditScope & AuditFilter, format: "csv" | "json-lines"): string =>
  withQuery(`${trailPath(orgId, workspaceId)}/export`, { ...filter, format });

function trailPath(orgId: number | undefined, workspaceId: number | undefined): string {
  const root = "/api/postern/v1";
  if (orgId === undefined) return `${root}/audit`;
  const place = workspaceId === undefined ? "" : `/workspaces/${String(workspaceId)}`;
  return `${root}/orgs/${String(orgId)}${place}/audit`;
}
