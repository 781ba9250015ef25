import type { KeptMembers } from "@postern/domain";
import { AgentFields } from "./AgentFields.tsx";
import type { CredentialValues, MemberProblems } from "./credential-form.ts";
import { MemberFields } from "./MemberFields.tsx";

export interface ProviderFieldsProps {
  readonly values: CredentialValues;
  readonly problems: MemberProblems;
  /** What the credential holds already; nothing for a new one. */
  readonly kept?: KeptMembers | undefined;
  readonly onChange: (changed: Partial<CredentialValues>) => void;
}

/** What the chosen provider asks for. */
export function ProviderFields(props: ProviderFieldsProps) {
  return props.values.provider === "tw-agent" ? <AgentFields {...props} /> : <MemberFields {...props} />;
}
