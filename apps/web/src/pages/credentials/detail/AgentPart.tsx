import type { Credentials } from "@postern/contracts";
import { useArrivedAgent, whereabouts } from "../form/AgentArrival.tsx";
import { agentLook } from "../../../ui/state-looks.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import { UsageBox } from "../form/UsageBox.tsx";

/** Whoever may use an agent that is not shared starts one of their own: the script is here for every member. */
export function AgentPart({ credential: { name, keys } }: { readonly credential: Credentials }) {
  const connectionId = textOf(keys?.["connectionId"]);
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
          <StateMark look={{ ...agentLook("online"), word: `online: ${whereabouts(arrived)}` }} />
        )}
      </p>
      <details className="more-fields">
        <summary>The script that starts an agent</summary>
        <div className="more-fields-body">
          <UsageBox connectionId={connectionId} workDir={textOf(keys?.["workDir"])} credentialName={name} />
        </div>
      </details>
    </section>
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
