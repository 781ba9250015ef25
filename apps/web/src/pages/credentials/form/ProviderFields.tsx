import type { KeptMembers } from "@postern/domain";
import { AgentFields } from "./AgentFields.tsx";
import type { CredentialValues, MemberProblems } from "./credential-form.ts";
import { MemberFields } from "./MemberFields.tsx";
import { SshFields } from "./SshFields.tsx";

export interface ProviderFieldsProps {
  readonly values: CredentialValues;
  readonly problems: MemberProblems;
  /** What the credential holds already; nothing for a new one. */
  readonly kept?: KeptMembers | undefined;
  readonly onChange: (changed: Partial<CredentialValues>) => void;
}

/** What the chosen provider asks for. */
export function ProviderFields(props: ProviderFieldsProps) {
  switch (props.values.provider) {
    case "tw-agent":
      return <AgentFields {...props} />;
    case "ssh":
      return <SshFields {...props} />;
    default:
      return <MemberFields {...props} />;
  }
}
