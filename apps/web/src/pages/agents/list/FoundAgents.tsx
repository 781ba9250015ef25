import { NativeSelect } from "@mantine/core";
import type { Agent } from "@postern/contracts";
import { useMemo } from "react";
import { useAddress } from "../../../hooks/use-address.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { FoundList } from "../../../layouts/FoundList.tsx";
import { paths } from "../../../paths.ts";
import { SearchBox } from "../../../ui/SearchBox.tsx";
import { filteredAgents, kindFilters, stateFilters } from "./agent-filter.ts";
import { AgentTable } from "./AgentTable.tsx";

const pageSize = 50;
const filters = ["search", "state", "kind"] as const;

/** The list, narrowed by what stands in the address. All are here already: narrowing asks nobody. */
export function FoundAgents({ agents }: { readonly agents: readonly Agent[] }) {
  const scope = useScope();
  const { address, change } = useAddress();
  const { search = "", state = "", kind = "" } = address;
  const found = useMemo(() => filteredAgents(agents, { search, state, kind }), [agents, search, state, kind]);
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
      <FoundList
        found={found}
        total={agents.length}
        pageSize={pageSize}
        none="No agent is like this."
        filters={filters}
        pathOf={(one) => paths.agent(scope, one.id)}
      >
        {(shown, marked) => <AgentTable agents={shown} marked={marked} />}
      </FoundList>
    </>
  );
}
