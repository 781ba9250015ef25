import type { Credentials } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "../../../hooks/use-may.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { GuardedLink } from "../../../layouts/GuardedButton.tsx";
import { paths } from "../../../paths.ts";
import { usualStart } from "../form/agent-start.ts";
import { whereabouts } from "../form/AgentArrival.tsx";
import { useArrivedAgent } from "../form/use-arrivals.ts";
import { agentLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import { UsageBox } from "../form/UsageBox.tsx";

/** Whoever may use an agent that is not shared starts one of their own: the script is here for every member. */
export function AgentPart({ credential: { id, name, keys } }: { readonly credential: Credentials }) {
  const connectionId = textOf(keys?.["connectionId"]);
  const scope = useScope();
  const mayAddEnvironment = useMay("compute_environment:write");
  const [start, setStart] = useState(usualStart);
  const arrived = useArrivedAgent(connectionId, connectionId !== "");
  if (connectionId === "") return undefined;
  const isShared = keys?.["shared"] === true;
  return (
    <section className="page-part" aria-labelledby="agent-heading">
      <h2 id="agent-heading">Agent</h2>
      <p className="sentence">
        {isShared
          ? "Shared: the one agent of whoever made this credential serves every member."
          : "Not shared: each member starts an agent of their own, with a token of their own and this connection ID."}
      </p>
      <p className="agent-now" role="status">
        {arrived === undefined ? (
          <StateMark look={{ ...agentLook("offline"), word: "no agent is online that you may use" }} />
        ) : (
          <>
            <StateMark look={{ ...agentLook("online"), word: `online: ${whereabouts(arrived)}` }} />
            <Link to={paths.agent(scope, arrived.id)}>Its page</Link>
          </>
        )}
      </p>
      <div className="agent-next">
        <GuardedLink
          verdict={mayAddEnvironment}
          variant={arrived === undefined ? "default" : "filled"}
          to={paths.newComputeEnv(scope)}
          search={{ credential: id }}
        >
          Add compute environment
        </GuardedLink>
        <span className="sentence">Its check asks the scheduler, the work directory, Java and Nextflow, step by step.</span>
      </div>
      <details className="more-fields">
        <summary>The script that starts an agent</summary>
        <div className="more-fields-body">
          <UsageBox
            connectionId={connectionId}
            workDir={textOf(keys?.["workDir"])}
            credentialName={name}
            start={start}
            onStart={setStart}
          />
        </div>
      </details>
    </section>
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
