import type { ListLabelsResponse, Static } from "@postern/contracts";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { SearchedPage } from "./administration-queries.ts";
import { get } from "./client.ts";
import { inWorkspace } from "./in-workspace.ts";
import type { WorkspaceName } from "./in-workspace.ts";
import type { QueryKey } from "./query-keys.ts";
import { queryKeys } from "./query-keys.ts";

export type LabelList = Static<typeof ListLabelsResponse>;

export interface LabelListQuery extends SearchedPage {
  /** Only those that new things get; all when nothing is said. */
  readonly isDefault?: true;
}

/** Questions about the labels of a workspace. */
export const labelQueries = {
  labels: (place: WorkspaceName, query: LabelListQuery) =>
    queryOptions({
      queryKey: [...queryKeys.labels(place), { ...query, isDefault: String(query.isDefault) }],
      queryFn: ({ signal }) => get<LabelList>(inWorkspace(place, "/api/labels", { ...query }), { signal }),
      placeholderData: keepPreviousData,
    }),

  /** All at once: for a file that names some. */
  everyLabel: (place: WorkspaceName) =>
    queryOptions({
      queryKey: [...queryKeys.labels(place), { all: "true" }],
      queryFn: ({ signal }) => get<LabelList>(inWorkspace(place, "/api/labels"), { signal }),
    }),
} as const;

/** What shows a label, after one has changed. */
export const labelsShown = (place: WorkspaceName): readonly QueryKey[] => [
  queryKeys.labels(place),
  queryKeys.computeEnvs(place),
  queryKeys.eachComputeEnv(place),
];
