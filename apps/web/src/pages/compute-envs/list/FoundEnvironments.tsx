import { Button } from "@mantine/core";
import type { ComputeEnvListEntry } from "@postern/contracts";
import { useRouter } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { pageOf, useAddress } from "../../../hooks/use-address.ts";
import { useListKeys } from "../../../hooks/use-list-keys.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { Pager } from "../../../ui/Pager.tsx";
import { SearchBox } from "../../../ui/SearchBox.tsx";
import { filteredEnvironments } from "./environment-filter.ts";
import { EnvironmentTable } from "./EnvironmentTable.tsx";

const pageSize = 25;

/** The list, narrowed by what stands in the address. All are here already: narrowing asks nobody. */
export function FoundEnvironments({ environments }: { readonly environments: readonly ComputeEnvListEntry[] }) {
  const { address, change } = useAddress();
  const { search = "" } = address;
  const found = useMemo(() => filteredEnvironments(environments, search), [environments, search]);
  const page = Math.min(pageOf(address["page"]), Math.max(1, Math.ceil(found.length / pageSize)));
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const marked = useOpenByKeys(shown);
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
      {found.length === 0 ? (
        <p className="sentence">
          No compute environment is like this.{" "}
          <Button variant="default" size="compact-sm" onClick={() => change({ search: "", page: "" })}>
            Show all {environments.length.toLocaleString()}
          </Button>
        </p>
      ) : (
        <EnvironmentTable environments={shown} marked={marked} />
      )}
      {found.length > pageSize ? (
        <Pager
          page={page}
          pageSize={pageSize}
          total={found.length}
          onPage={(next) => change({ page: next === 1 ? "" : String(next) }, true)}
        />
      ) : undefined}
    </>
  );
}

/** The row that the keys are on. */
function useOpenByKeys(shown: readonly ComputeEnvListEntry[]): number {
  const router = useRouter();
  const scope = useScope();
  const open = useCallback(
    (row: number) => {
      const one = shown[row];
      if (one !== undefined) void router.navigate({ to: paths.computeEnv(scope, one.id) });
    },
    [router, scope, shown],
  );
  return useListKeys(shown.length, open);
}
