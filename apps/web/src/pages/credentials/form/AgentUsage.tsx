import { useState } from "react";
import { AdministratorMail } from "../AdministratorMail.tsx";
import { AgentArrival } from "./AgentArrival.tsx";
import { AgentChecks } from "./AgentChecks.tsx";
import { connectionIdOf, workDirOf } from "./AgentFields.tsx";
import { usualStart } from "./agent-start.ts";
import { AgentTroubles } from "./AgentTroubles.tsx";
import type { Arrivals } from "./arrivals.ts";
import type { CredentialValues, MemberProblems } from "./credential-form.ts";
import { UsageBox } from "./UsageBox.tsx";

export interface AgentUsageProps {
  readonly values: CredentialValues;
  readonly problems: MemberProblems;
  readonly arrivals: Arrivals;
  readonly onChange: (changed: Partial<CredentialValues>) => void;
}

/** How the agent is started, that it is there, and what it says of itself. The form stays open meanwhile. */
export function AgentUsage({ values, problems, arrivals, onChange }: AgentUsageProps) {
  const [start, setStart] = useState(usualStart);
  const connectionId = connectionIdOf(values);
  const workDir = workDirOf(values);
  const isGood = connectionId !== "" && problems["connectionId"] === undefined && problems["workDir"] === undefined;
  const [arrived] = arrivals.here;
  return (
    <>
      {isGood ? (
        <UsageBox
          {...{ connectionId, workDir, start }}
          credentialName={values.name}
          hasArrived={arrived !== undefined}
          onStart={setStart}
        />
      ) : undefined}
      <AgentArrival arrivals={arrivals} onTakeId={(next) => onChange({ members: { ...values.members, connectionId: next } })} />
      {arrived === undefined ? (
        <>
          <AgentTroubles start={start} connectionId={connectionId} workDir={workDir} />
          <AdministratorMail way={{ kind: "agent" }} />
        </>
      ) : (
        <AgentChecks agent={arrived} workDir={workDir} />
      )}
    </>
  );
}
