import { useQuery } from "@tanstack/react-query";
import { queries } from "../../../api/queries.ts";
import { useScope } from "../../../hooks/use-scope.ts";

/** More is in the list of runs. */
const shown = 5;

/** The newest runs on an environment, the newest first. */
export const useNewestRuns = (computeEnvId: string) =>
  useQuery(queries.runs(useScope(), { max: shown, offset: 0, search: `env:${computeEnvId}` }));
