import { Switch } from "@mantine/core";
import type { KeptMembers } from "@postern/domain";
import { ConnectionIdInput } from "./ConnectionIdInput.tsx";
import type { CredentialValues, MemberProblems } from "./credential-form.ts";
import { MemberFields } from "./MemberFields.tsx";

export interface AgentFieldsProps {
  readonly values: CredentialValues;
  readonly problems: MemberProblems;
  readonly kept?: KeptMembers | undefined;
  readonly onChange: (changed: Partial<CredentialValues>) => void;
}

/** The members of an agent credential: what the sharing means is said for the position of the switch. */
export function AgentFields(props: AgentFieldsProps) {
  const { values, problems, onChange } = props;
  const { members } = values;
  const isShared = members["shared"] === true;
  return (
    <>
      <ConnectionIdInput
        value={connectionIdOf(values)}
        problem={problems["connectionId"]}
        onChange={(connectionId) => onChange({ members: { ...members, connectionId } })}
      />
      <Switch
        label="Shared agent"
        description={
          isShared
            ? "On: every member of the workspace uses this one agent. All jobs run as the cluster account that started it."
            : "Off: everyone runs their own agent under this connection ID. Jobs run as the account of their owner."
        }
        checked={isShared}
        onChange={(event) => onChange({ members: { ...members, shared: event.currentTarget.checked } })}
      />
      <MemberFields {...props} without={["connectionId", "shared"]} />
    </>
  );
}

export const connectionIdOf = ({ members }: CredentialValues): string => textOf(members["connectionId"]);
export const workDirOf = ({ members }: CredentialValues): string => textOf(members["workDir"]);
const textOf = (value: string | boolean | undefined): string => (typeof value === "string" ? value : "");
