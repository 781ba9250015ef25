import { Button, NativeSelect } from "@mantine/core";
import type { Agent } from "@postern/contracts";
import { useRouter } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { pageOf, useAddress } from "../../../hooks/use-address.ts";
import { useListKeys } from "../../../hooks/use-list-keys.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { Pager } from "../../../ui/Pager.tsx";
import { SearchBox } from "../../../ui/SearchBox.tsx";
import { filteredAgents, kindFilters, stateFilters } from "./agent-filter.ts";
import { AgentTable } from "./AgentTable.tsx";

const pageSize = 50;

/** The list, narrowed by what stands in the address. All are here already: narrowing asks nobody. */
export function FoundAgents({ agents }: { readonly agents: readonly Agent[] }) {
  const { address, change } = useAddress();
  const { search = "", state = "", kind = "" } = address;
  const found = useMemo(() => filteredAgents(agents, { search, state, kind }), [agents, search, state, kind]);
  const page = Math.min(pageOf(address["page"]), Math.max(1, Math.ceil(found.length / pageSize)));
  const shown = found.slice((page - 1) * pageSize, page * pageSize);
  const marked = useOpenByKeys(shown);
  return (
    <>
      <div className="tab-bar">
        <SearchBox
          label="Search agents"
          placeholder="Name, host, user, what it serves …"
          value={search}
          onSearch={(text) => change({ search: text, page: "" })}
        />
        <div className="agent-filters">
          <NativeSelect
            aria-label="State"
            data={[{ value: "", label: "Every state" }, ...stateFilters]}
            value={state}
            onChange={(event) => change({ state: event.currentTarget.value, page: "" })}
          />
          <NativeSelect
            aria-label="Kind"
            data={[{ value: "", label: "Every kind" }, ...kindFilters]}
            value={kind}
            onChange={(event) => change({ kind: event.currentTarget.value, page: "" })}
          />
        </div>
      </div>
      {found.length === 0 ? (
        <p className="sentence">
          No agent is like this.{" "}
          <Button variant="default" size="compact-sm" onClick={() => change({ search: "", state: "", kind: "", page: "" })}>
            Show all {agents.length.toLocaleString()}
          </Button>
        </p>
      ) : (
        <AgentTable agents={shown} marked={marked} />
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
function useOpenByKeys(shown: readonly Agent[]): number {
  const router = useRouter();
  const scope = useScope();
  const open = useCallback(
    (row: number) => {
      const one = shown[row];
      if (one !== undefined) void router.navigate({ to: paths.agent(scope, one.id) });
    },
    [router, scope, shown],
  );
  return useListKeys(shown.length, open);
}
