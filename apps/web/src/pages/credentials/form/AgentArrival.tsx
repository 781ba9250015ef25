import { Button } from "@mantine/core";
import type { Agent } from "@postern/contracts";
import { useState } from "react";
import { formatElapsed } from "../../../format/duration.ts";
import { useClock } from "../../../hooks/use-clock.ts";
import { useNow } from "../../../hooks/use-now.ts";
import { StateMark } from "../../../ui/StateMark.tsx";
import { versionWord } from "../../agents/agent-words.ts";
import { AllowButton } from "../../agents/detail/AllowButton.tsx";
import type { Arrivals } from "./arrivals.ts";

/** "gadi-login-03 as js123, v0.1.0" */
export const whereabouts = ({ hostName, userName, version }: Agent): string => `${hostName} as ${userName}, ${versionWord(version)}`;

export interface AgentArrivalProps {
  readonly arrivals: Arrivals;
  /** Takes the ID of an agent that came under another one. */
  readonly onTakeId: (connectionId: string) => void;
}

/** Step 2 of the form: waiting, then arrived; and whatever came instead. */
export function AgentArrival({ arrivals, onTakeId }: AgentArrivalProps) {
  const { here, ofOthers, elsewhere, gone, revoked, refused } = arrivals;
  return (
    <div className="arrival">
      <span className="usage-step">2</span>
      <div className="arrival-lines" role="status">
        {here.length === 0 ? <Waiting /> : undefined}
        {here.map((agent) => (
          <StateMark key={agent.id} look={{ shape: "check", tone: "succeeded", word: `arrived: ${whereabouts(agent)}` }} />
        ))}
        {here.length > 0 ? undefined : (
          <>
            {refused === undefined ? undefined : <div className="warning-note">{refusedWords[refused]}</div>}
            {gone === undefined ? undefined : <GoneNote agent={gone} />}
            {revoked === undefined ? undefined : <RevokedNote agent={revoked} />}
            {ofOthers.map((agent) => (
              <OtherNote key={agent.id} agent={agent} />
            ))}
            {elsewhere.map((agent) => (
              <ElsewhereNote key={agent.id} agent={agent} onTakeId={onTakeId} />
            ))}
          </>
        )}
      </div>
    </div>
  );
}

const refusedWords: Readonly<Record<NonNullable<Arrivals["refused"]>, string>> = {
  token_ended: "An agent came and was refused: its token has ended, or was rotated. Make one above, and copy the script again.",
  token_kind: "An agent came and was refused: its token is meant for less than an agent. Make one above, and copy the script again.",
};

function Waiting() {
  const clock = useClock();
  const [sinceMs] = useState(() => clock.now());
  const nowMs = useNow(1000);
  return (
    <span className="arrival-waiting">
      <StateMark look={{ shape: "quarter", tone: "quiet", word: "waiting for the agent …" }} />
      {/* Not for a screen reader, which would read every second. */}
      <span className="quiet" aria-hidden>
        {formatElapsed(nowMs - sinceMs)}
      </span>
    </span>
  );
}

function ElsewhereNote({ agent, onTakeId }: { readonly agent: Agent; readonly onTakeId: (connectionId: string) => void }) {
  return (
    <div className="warning-note arrival-note">
      <span>
        An agent arrived, under another connection ID: {whereabouts(agent)}, as <span className="mono">{agent.connectionId}</span>.
      </span>
      <Button variant="default" size="compact-sm" onClick={() => onTakeId(agent.connectionId)}>
        Use its ID here
      </Button>
    </div>
  );
}

function GoneNote({ agent }: { readonly agent: Agent }) {
  return <div className="warning-note">It was here and has gone: {whereabouts(agent)}. Its last lines on the cluster say why.</div>;
}

function RevokedNote({ agent }: { readonly agent: Agent }) {
  return (
    <div className="warning-note arrival-note">
      <span>An agent with this connection ID was revoked: whatever connects as it is refused.</span>
      <AllowButton agent={agent} />
    </div>
  );
}

function OtherNote({ agent }: { readonly agent: Agent }) {
  return (
    <div className="warning-note">
      An agent of {agent.startedBy} is connected under this ID: {whereabouts(agent)}. It was started with their token, and serves a
      credential of theirs. For one of yours, choose another connection ID, or start the agent with a token of your own.
    </div>
  );
}
