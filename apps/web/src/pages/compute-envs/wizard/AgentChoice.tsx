import { Button } from "@mantine/core";
import type { Agent } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { ReactNode } from "react";
import { queries } from "../../../api/queries.ts";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedButton } from "../../../layouts/GuardedButton.tsx";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { StateMark } from "../../../ui/StateMark.tsx";
import { agentLook } from "../../../ui/state-looks.ts";
import { agentName } from "../../agents/agent-words.ts";
import { whereabouts } from "../../credentials/form/AgentArrival.tsx";
import { ConnectAgent } from "./ConnectAgent.tsx";
import { useClaimedAgent } from "./use-claimed-agent.ts";
import type { Wizard } from "./use-wizard.ts";

const askEveryMs = 5000;

/** The agents that are connected now, and how another one comes. */
export function AgentChoice({ wizard }: { readonly wizard: Wizard }) {
  const scope = useScope();
  const [isConnecting, setConnecting] = useState(false);
  const agents = useQuery({ ...queries.agents(scope), refetchInterval: askEveryMs });
  const mayLook = useMay("compute_environment:write");
  const mayAdd = useMay("credentials:write");
  const { claim, idOf } = useClaimedAgent((credentialsId) => wizard.look({ credentialsId }));
  const online = (agents.data?.agents ?? []).filter((agent) => agent.isOnline && (agent.isOwn || idOf(agent) !== undefined));
  if (isConnecting) return <ConnectAgent claim={claim} onBack={() => setConnecting(false)} />;
  return (
    <section aria-labelledby="agents-heading">
      <h2 id="agents-heading">Or pick an agent</h2>
      <p className="sentence">
        {online.length === 0
          ? "For a cluster that this server cannot reach: a program that you start there and that connects out. None is connected now."
          : "Connected now: each leads to the cluster that it runs on."}
      </p>
      {online.length === 0 ? undefined : (
        <ul className="wizard-agents" aria-label="Connected agents">
          {online.map((agent) => (
            <AgentLine key={agent.id} agent={agent} isKnown={idOf(agent) !== undefined}>
              <GuardedButton
                verdict={idOf(agent) === undefined ? mayAdd : mayLook}
                variant="default"
                loading={claim.isPending && claim.variables.id === agent.id}
                onClick={() => claim.mutate(agent)}
              >
                Use {agent.hostName}
              </GuardedButton>
            </AgentLine>
          ))}
        </ul>
      )}
      {claim.error === null ? undefined : <ErrorNote title="The agent could not be taken." error={claim.error} />}
      {agents.error === null ? undefined : (
        <ErrorNote title="The agents could not be read." error={agents.error} onRetry={() => void agents.refetch()} />
      )}
      <Button variant="default" className="wizard-agents-button" onClick={() => setConnecting(true)}>
        Connect an agent
      </Button>
    </section>
  );
}

interface AgentLineProps {
  readonly agent: Agent;
  /** A credential leads to it; else one is made. */
  readonly isKnown: boolean;
  readonly children: ReactNode;
}

function AgentLine({ agent, isKnown, children }: AgentLineProps) {
  return (
    <li className="wizard-agent">
      <span className="wizard-agent-words">
        <StateMark look={{ ...agentLook("online"), word: whereabouts(agent) }} />
        <span className="quiet">
          {isKnown ? agentName(agent) : "No credential leads to it yet: one is made."}
          {agent.isOwn ? "" : ` · shared by ${agent.startedBy}`}
        </span>
      </span>
      {children}
    </li>
  );
}
