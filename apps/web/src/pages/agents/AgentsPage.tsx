import type { Agent } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useMay } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedLink } from "../../layouts/GuardedButton.tsx";
import { LinkButton } from "../../layouts/LinkButton.tsx";
import { paths } from "../../paths.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { MonoText } from "../../ui/MonoText.tsx";
import { Answer } from "../../ui/Answer.tsx";
import "./AgentsPage.css";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { agentLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";

export function AgentsPage() {
  usePageTitle("Agents");
  const scope = useScope();
  const mayAdd = useMay("credentials:write");
  const agents = useQuery(queries.agents(scope));
  return (
    <>
      <PageHeader title="Agents">Programs on your clusters that connect to this server and act there for you.</PageHeader>
      <Answer to={agents} failure="The agents could not be read." rows={4}>
        {({ agents: list }) =>
          list.length > 0 ? (
            <AgentTable agents={list} />
          ) : (
            <EmptyState
              title="No agent has connected yet"
              action={
                <GuardedLink verdict={mayAdd} to={paths.newCredential(scope)}>
                  Add credentials
                </GuardedLink>
              }
            >
              The form for agent credentials shows the script that downloads and starts an agent on your cluster.
            </EmptyState>
          )
        }
      </Answer>
    </>
  );
}

function AgentTable({ agents }: { readonly agents: readonly Agent[] }) {
  return (
    <DataTable label="Agents" className="agent-table">
      <thead>
        <tr>
          <th>State</th>
          <th>Host</th>
          <th>Account</th>
          <th className="not-on-phone">Version</th>
          <th>Last seen</th>
          <th>Connection ID</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {agents.map((agent) => (
          <AgentRow key={agent.id} agent={agent} />
        ))}
      </tbody>
    </DataTable>
  );
}

function AgentRow({ agent }: { readonly agent: Agent }) {
  const scope = useScope();
  const mayAdd = useMay("credentials:write");
  return (
    <tr>
      <td>
        <StateMark look={agentLook(agent.isOnline)} />
      </td>
      <td className="strong" title={`Work directory ${agent.workDir}`}>
        {agent.hostName}
      </td>
      <td>{agent.userName}</td>
      <td className="not-on-phone">{agent.version}</td>
      <td>
        <RelativeTime at={agent.lastSeenAt} />
      </td>
      <td>
        <MonoText text={agent.connectionId} what="the connection ID" maxLength={24} />
      </td>
      <td data-numeric>
        {agent.tokenWarning === null ? undefined : (
          <LinkButton to={paths.tokens()} variant="default" size="compact-sm" title={agent.tokenWarning}>
            Its token ends soon
          </LinkButton>
        )}
        {agent.isUnclaimed ? (
          <GuardedLink
            verdict={mayAdd}
            to={paths.newCredential(scope)}
            search={{ connectionId: agent.connectionId }}
            variant="default"
            size="compact-sm"
            title="Unclaimed: no credential of yours has this connection ID"
          >
            Add a credential for it
          </GuardedLink>
        ) : undefined}
      </td>
    </tr>
  );
}
