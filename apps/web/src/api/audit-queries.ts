import type { ListAuditEntriesResponse } from "@postern/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { get, withQuery } from "./client.ts";
import { queryKeys } from "./query-keys.ts";

/** Which part of the trail is meant: all of it, or what happened in one organization or workspace. */
export interface AuditScope {
  readonly orgId?: number;
  readonly workspaceId?: number;
}

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

export interface AuditPageQuery extends AuditScope, AuditFilter {
  readonly max: number;
  readonly cursor?: string | undefined;
}

export const auditQueries = {
  audit: (query: AuditPageQuery) =>
    queryOptions({
      queryKey: [...queryKeys.audit, { ...query }],
      queryFn: ({ signal }) => get<ListAuditEntriesResponse>("/api/postern/v1/audit", { signal, query: { ...query } }),
      placeholderData: keepPreviousData,
    }),
} as const;

/** Where the browser fetches the same entries as a file. */
export const auditExportPath = (filter: AuditScope & AuditFilter, format: "csv" | "json-lines"): string =>
  withQuery("/api/postern/v1/audit/export", { ...filter, format });
