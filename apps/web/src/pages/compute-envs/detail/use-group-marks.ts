import type { ComputeEnv } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../../api/queries.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { isReachedBySsh } from "../platforms.ts";
import { groupMarks } from "./group-marks.ts";
import type { GroupMarks } from "./group-marks.ts";
import { useNewestRuns } from "./use-newest-runs.ts";

/** Asks nothing that the parts themselves do not ask: all of them are there, also those that are not shown. */
export function useGroupMarks(environment: ComputeEnv): GroupMarks {
  const scope = useScope();
  const check = useQuery(queries.environmentCheck(scope, environment.id));
  const keys = useQuery({ ...queries.hostKeys(scope, environment.id), enabled: isReachedBySsh(environment) });
  const runs = useNewestRuns(environment.id);
  return groupMarks({
    steps: check.data?.steps ?? [],
    hops: keys.data?.hops ?? [],
    run: runs.data?.workflows[0]?.workflow.status,
  });
}
