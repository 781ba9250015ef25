import type { ComputeEnvListEntry } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { queries } from "../../../api/queries.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { FoundList } from "../../../layouts/FoundList.tsx";
import { paths } from "../../../paths.ts";
import { SearchBox } from "../../../ui/SearchBox.tsx";
import { filteredEnvironments } from "./environment-filter.ts";
import { EnvironmentTable } from "./EnvironmentTable.tsx";
import type { EnvironmentLoad } from "./EnvironmentTable.tsx";

const pageSize = 25;
const filters = ["search"] as const;

/** The list, narrowed by what stands in the address. All are here already: narrowing asks nobody. */
export function FoundEnvironments({ environments }: { readonly environments: readonly ComputeEnvListEntry[] }) {
  const scope = useScope();
  const { address, change } = useAddress();
  const { search = "" } = address;
  const found = useMemo(() => filteredEnvironments(environments, search), [environments, search]);
  const loads = useLoads();
  return (
    <>
      <div className="tab-bar">
        <SearchBox
          label="Search compute environments"
          placeholder="Name, label:prod, directory …"
          value={search}
          onSearch={(text) => change({ search: text, page: "" })}
        />
      </div>
      <FoundList
        found={found}
        total={environments.length}
        pageSize={pageSize}
        none="No compute environment is like this."
        filters={filters}
        pathOf={(one) => paths.computeEnv(scope, one.id)}
      >
        {(shown, marked) => <EnvironmentTable environments={shown} loads={loads} marked={marked} />}
      </FoundList>
    </>
  );
}

const lookEveryMs = 30_000;

/** The list stands without it, and is not held up for it. */
function useLoads(): ReadonlyMap<string, EnvironmentLoad> {
  const { data } = useQuery({ ...queries.environmentLoads(useScope()), refetchInterval: lookEveryMs });
  return useMemo(() => new Map((data?.computeEnvs ?? []).map((load) => [load.id, load])), [data]);
}
