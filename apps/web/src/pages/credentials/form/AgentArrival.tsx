import type { Agent } from "@postern/contracts";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../../api/queries.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { StateMark } from "../../../ui/StateMark.tsx";

/** While the form is open, the server is asked this often, in case the live connection is away. */
const askEveryMs = 2000;

/** The agent that is connected under an ID; nothing while none is. */
export function useArrivedAgent(connectionId: string, isAskable: boolean): Agent | undefined {
  const scope = useScope();
  const [settled] = useDebouncedValue(connectionId, 200);
  const agents = useQuery({ ...queries.agents(scope, settled), enabled: isAskable, refetchInterval: askEveryMs });
  return agents.data?.agents.find((agent) => agent.isOnline && agent.connectionId === connectionId);
}

/** Step 2 of the form: waiting, then arrived. */
export function AgentArrival({ agent }: { readonly agent: Agent | undefined }) {
  return (
    <div className="arrival">
      <span className="usage-step">2</span>
      <span role="status">
        {agent === undefined ? (
          <StateMark look={{ shape: "quarter", tone: "quiet", word: "waiting for the agent …" }} />
        ) : (
          <StateMark
            look={{
              shape: "check",
              tone: "succeeded",
              word: `arrived: ${whereabouts(agent)}`,
            }}
          />
        )}
      </span>
    </div>
  );
}

/** "gadi-login-03 as js123, v0.1.0" */
export const whereabouts = ({ hostName, userName, version }: Agent): string => `${hostName} as ${userName}, ${versionWord(version)}`;

const versionWord = (version: string): string => (/^\d/.test(version) ? `v${version}` : version);
