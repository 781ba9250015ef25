import type { Agent } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedLink } from "../../../layouts/GuardedButton.tsx";
import { LinkButton } from "../../../layouts/LinkButton.tsx";
import { paths } from "../../../paths.ts";
import { DataTable } from "../../../ui/DataTable.tsx";
import { ElapsedTime } from "../../../ui/ElapsedTime.tsx";
import { MonoText } from "../../../ui/MonoText.tsx";
import { Sparkline } from "../../../ui/Sparkline.tsx";
import { agentLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import { agentName, latencyWord } from "../agent-words.ts";
import { AgentVersion } from "../AgentVersion.tsx";
import { ServedLinks } from "../ServedLinks.tsx";
import "./AgentTable.css";

export interface AgentTableProps {
  readonly agents: readonly Agent[];
  /** The row that the keys are on, -1 for none. */
  readonly marked: number;
}

export function AgentTable({ agents, marked }: AgentTableProps) {
  return (
    <DataTable label="Agents" className="agent-table">
      <thead>
        <tr>
          <th>Name</th>
          <th>State</th>
          <th className="not-on-phone">Last seen</th>
          <th className="not-on-phone">Host and account</th>
          <th className="not-on-phone">Version</th>
          <th className="not-on-phone">Latency</th>
          <th className="not-on-phone">Serves</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {agents.map((agent, row) => (
          <AgentRow key={agent.id} agent={agent} isMarked={row === marked} />
        ))}
      </tbody>
    </DataTable>
  );
}

interface AgentRowProps {
  readonly agent: Agent;
  readonly isMarked: boolean;
}

function AgentRow({ agent, isMarked }: AgentRowProps) {
  const scope = useScope();
  const { id, hostName, userName, lastSeenAt, latencyMs, latencies = [] } = agent;
  return (
    <tr data-active={isMarked ? true : undefined} aria-current={isMarked ? true : undefined}>
      <td className="agent-name">
        <Link to={paths.agent(scope, id)} className="strong" title={agentName(agent)}>
          {agent.name ?? <MonoText text={agentName(agent)} maxLength={24} />}
        </Link>
        <span className="agent-below">
          {hostName} as {userName} · <ElapsedTime at={lastSeenAt} />
        </span>
      </td>
      <td>
        <StateMark look={agentLook(agent.state)} />
      </td>
      <td className="not-on-phone agent-seen">
        <ElapsedTime at={lastSeenAt} />
      </td>
      <td className="not-on-phone agent-where" title={`${hostName} as ${userName}, work directory ${agent.workDir}`}>
        {hostName} <span className="quiet">as</span> {userName}
        {agent.isOwn ? undefined : <span className="quiet"> · shared by {agent.startedBy}</span>}
      </td>
      <td className="not-on-phone agent-version" title={agent.version}>
        <AgentVersion agent={agent} />
      </td>
      <td className="not-on-phone">
        <span className="agent-latency">
          <Sparkline values={latencies} />
          {latencyWord(latencyMs)}
        </span>
      </td>
      <td className="not-on-phone wide">
        <ServedLinks serves={agent.serves ?? []} max={2} />
      </td>
      <td data-numeric>
        <RowAct agent={agent} />
      </td>
    </tr>
  );
}

/** What somebody should do about it, when there is something. */
function RowAct({ agent }: { readonly agent: Agent }) {
  const scope = useScope();
  const mayAdd = useMay("credentials:write");
  if (agent.isUnclaimed) {
    return (
      <GuardedLink
        verdict={mayAdd}
        to={paths.newCredential(scope)}
        search={{ provider: "tw-agent", connectionId: agent.connectionId }}
        variant="default"
        size="compact-sm"
        title="Unclaimed: no credential that you may see has its connection ID, so it does nothing yet"
      >
        Add a credential for it
      </GuardedLink>
    );
  }
  if (agent.tokenWarning === null) return undefined;
  return (
    <LinkButton to={paths.tokens()} variant="default" size="compact-sm" title={agent.tokenWarning}>
      Its token ends soon
    </LinkButton>
  );
}
