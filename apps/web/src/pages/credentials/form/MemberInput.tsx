import { Switch, Textarea, TextInput } from "@mantine/core";
import type { CredentialField } from "@postern/domain";
import { KeptSecret, ReplacedSecret } from "../../../ui/KeptSecret.tsx";
import { SecretLine } from "../../../ui/SecretLine.tsx";
import { SecretLines } from "../../../ui/SecretLines.tsx";

export interface MemberInputProps {
  readonly field: CredentialField;
  /** Nothing: the member is not in the form. A secret that the credential holds is kept then. */
  readonly value: string | boolean | undefined;
  readonly problem: string | undefined;
  /** The credential holds one already. */
  readonly isKept: boolean;
  readonly isOptional: boolean;
  readonly onChange: (value: string | boolean | undefined) => void;
}

/** The input of one member of a credential, as its provider describes it. */
export function MemberInput(props: MemberInputProps) {
  const { field, value, isKept, onChange } = props;
  if (!field.isSecret || !isKept) return <BareInput {...props} />;
  if (value === undefined) return <KeptSecret label={field.label} onReplace={() => onChange("")} />;
  return (
    <ReplacedSecret label={field.label} onKeep={() => onChange(undefined)}>
      <BareInput {...props} />
    </ReplacedSecret>
  );
}

function BareInput({ field, value, problem, isOptional, onChange }: MemberInputProps) {
  if (field.kind === "switch") {
    return (
      <Switch
        label={field.label}
        description={field.help}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  const text = {
    label: isOptional ? `${field.label} (optional)` : field.label,
    description: field.help === "" ? undefined : field.help,
    placeholder: field.placeholder,
    value: typeof value === "string" ? value : "",
    error: problem,
  };
  if (field.isSecret)
    return field.kind === "line" ? <SecretLine {...text} onChange={onChange} /> : <SecretLines {...text} onChange={onChange} />;
  const plain = { ...text, autoComplete: "off", spellCheck: false };
  if (field.kind === "line") return <TextInput {...plain} onChange={(event) => onChange(event.currentTarget.value)} />;
  return (
    <Textarea
      {...plain}
      className="mono-field"
      autosize
      minRows={4}
      maxRows={12}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
