import { Button } from "@mantine/core";
import type { Agent } from "@postern/contracts";
import type { UseMutationResult } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useFields } from "../../../hooks/use-fields.ts";
import { ErrorNote } from "../../../ui/ErrorNote.tsx";
import { connectionIdOf } from "../../credentials/form/AgentFields.tsx";
import { AgentUsage } from "../../credentials/form/AgentUsage.tsx";
import { newConnectionId } from "../../credentials/form/connection-id.ts";
import { emptyCredential } from "../../credentials/form/credential-form.ts";
import { useArrivals } from "../../credentials/form/use-arrivals.ts";

export interface ConnectAgentProps {
  /** Makes its credential, and looks at its cluster. */
  readonly claim: UseMutationResult<string, Error, Agent>;
  readonly onBack: () => void;
}

/** The script that starts an agent. When it arrives, the look begins by itself: nobody has to come back and press a button. */
export function ConnectAgent({ claim, onBack }: ConnectAgentProps) {
  const { values, set } = useFields(() => emptyCredential("tw-agent", { connectionId: newConnectionId() }));
  const arrivals = useArrivals(connectionIdOf(values), true);
  const [arrived] = arrivals.here;
  const claimed = useRef("");
  const { mutate } = claim;
  useEffect(() => {
    if (arrived === undefined || claimed.current === arrived.id) return;
    claimed.current = arrived.id;
    mutate(arrived);
  }, [arrived, mutate]);
  return (
    <section aria-labelledby="connect-heading" className="wizard-connect">
      <div>
        <h2 id="connect-heading">Connect an agent</h2>
        <p className="sentence">Start it on the cluster. When it has arrived, Postern looks at the cluster through it.</p>
      </div>
      <AgentUsage values={values} problems={{}} arrivals={arrivals} onChange={set} />
      {claim.error === null || arrived === undefined ? undefined : (
        <ErrorNote title="The agent could not be taken." error={claim.error} onRetry={() => mutate(arrived)} />
      )}
      <Button variant="default" onClick={onBack}>
        Back
      </Button>
    </section>
  );
}
