import type { ComputeEnvListEntry } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";

/** The environments that have a label, by its id: all, as the list of environments has no pages. Undefined while they are not known. */
export type LabelUses = ReadonlyMap<number, readonly ComputeEnvListEntry[]> | undefined;

export function useLabelUses(): LabelUses {
  const environments = useQuery(queries.computeEnvs(useScope())).data?.computeEnvs;
  return useMemo(() => (environments === undefined ? undefined : usesIn(environments)), [environments]);
}

function usesIn(environments: readonly ComputeEnvListEntry[]): ReadonlyMap<number, readonly ComputeEnvListEntry[]> {
  const pairs = environments.flatMap((environment) => environment.labels.map(({ id }) => ({ id, environment })));
  const byLabel = Map.groupBy(pairs, ({ id }) => id);
  return new Map([...byLabel].map(([id, found]) => [id, found.map(({ environment }) => environment)]));
}
