import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { heardEveryMs } from "./heard-every.ts";
import { FoundAgents } from "./list/FoundAgents.tsx";

/** Is my cluster connected? */
export function AgentsPage() {
  usePageTitle("Agents");
  const scope = useScope();
  const agents = useQuery({ ...queries.agents(scope), refetchInterval: heardEveryMs });
  return (
    <>
      <PageHeader title="Agents" actions={agents.data?.agents.length === 0 ? undefined : <AddButton />}>
        Programs on your clusters that connect to this server and act there for you.
      </PageHeader>
      <Answer to={agents} failure="The agents could not be read." rows={4}>
        {({ agents: list }) =>
          list.length > 0 ? (
            <FoundAgents agents={list} />
          ) : (
            <EmptyState title="No agent has connected yet" action={<AddButton />}>
              An agent is one file that you start on a cluster; it connects out, so nothing has to reach the cluster. The form for agent
              credentials shows the script that downloads and starts it, and says when it has arrived. It takes about two minutes.
            </EmptyState>
          )
        }
      </Answer>
    </>
  );
}

function AddButton() {
  return (
    <GuardedLink verdict={useMay("credentials:write")} to={paths.newCredential(useScope())} search={{ provider: "tw-agent" }}>
      Add an agent
    </GuardedLink>
  );
}
