import { SegmentedControl } from "@mantine/core";
import type { KeptMembers } from "@postern/domain";
import type { CredentialValues, MemberProblems } from "./credential-form.ts";
import { MemberFields } from "./MemberFields.tsx";
import { SshKeyFound } from "./SshKeyFound.tsx";
import { useSshKey } from "./use-ssh-key.ts";

export interface SshFieldsProps {
  readonly values: CredentialValues;
  readonly problems: MemberProblems;
  readonly kept?: KeptMembers | undefined;
  readonly onChange: (changed: Partial<CredentialValues>) => void;
}

const sources = [
  { value: "given", label: "Paste or upload" },
  { value: "generated", label: "Generate here" },
];

/** A key of SSH: given, and named while it is typed, or made by the server. */
export function SshFields(props: SshFieldsProps) {
  const { values, kept, onChange } = props;
  const key = useSshKey(values);
  const problems = { ...key.problems, ...props.problems };
  return (
    <>
      {kept === undefined ? (
        <SegmentedControl
          className="ssh-source"
          data={sources}
          value={values.isGenerated ? "generated" : "given"}
          onChange={(source) => onChange({ isGenerated: source === "generated", members: {} })}
          aria-label="Where the key comes from"
          size="sm"
        />
      ) : undefined}
      {values.isGenerated ? (
        <p className="sentence">
          Postern makes an Ed25519 pair. Its private half is sealed at once and never leaves this server; nobody sees it. The next page
          shows the line for ~/.ssh/authorized_keys on the cluster.
        </p>
      ) : (
        <>
          <MemberFields {...props} problems={problems} without={["passphrase", "certificate"]} />
          <SshKeyFound answer={key.answer} />
          <MemberFields {...props} problems={problems} without={["privateKey"]} />
        </>
      )}
    </>
  );
}
