import type { SchedulerHelpResponse } from "@postern/contracts";
import { queryOptions } from "@tanstack/react-query";
import { get } from "./client.ts";

/** Questions about clusters that belong to no workspace. */
export const clusterQueries = {
  /** The words of schedulers change with the server alone. */
  schedulerHelp: () =>
    queryOptions({
      queryKey: ["scheduler-help"],
      queryFn: ({ signal }) => get<SchedulerHelpResponse>("/api/postern/v1/scheduler-help", { signal }),
      staleTime: Number.POSITIVE_INFINITY,
    }),
} as const;
