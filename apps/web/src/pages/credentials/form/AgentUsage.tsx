import type { Agent } from "@postern/contracts";
import { AgentArrival } from "./AgentArrival.tsx";
import { connectionIdOf, workDirOf } from "./AgentFields.tsx";
import type { CredentialValues, MemberProblems } from "./credential-form.ts";
import { UsageBox } from "./UsageBox.tsx";

export interface AgentUsageProps {
  readonly values: CredentialValues;
  readonly problems: MemberProblems;
  /** The one that is connected under the ID of the form. */
  readonly arrived: Agent | undefined;
}

/** How the agent is started, and that it is there. The form stays open meanwhile. */
export function AgentUsage({ values, problems, arrived }: AgentUsageProps) {
  const connectionId = connectionIdOf(values);
  const isGood = connectionId !== "" && problems["connectionId"] === undefined;
  return (
    <>
      {isGood ? <UsageBox connectionId={connectionId} workDir={workDirOf(values)} credentialName={values.name} /> : undefined}
      <AgentArrival agent={arrived} />
    </>
  );
}
