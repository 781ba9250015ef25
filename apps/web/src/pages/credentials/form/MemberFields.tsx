import { SegmentedControl } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { CredentialField, CredentialProviderDefinition, KeptMembers } from "@postern/domain";
import { definitionOf, inputsOf } from "./credential-form.ts";
import type { CredentialValues, MemberProblems, MemberValues } from "./credential-form.ts";
import { MemberInput } from "./MemberInput.tsx";

export interface MemberFieldsProps {
  readonly values: CredentialValues;
  readonly problems: MemberProblems;
  /** What the credential holds already; nothing for a new one. */
  readonly kept?: KeptMembers | undefined;
  /** Inputs that somebody else draws. */
  readonly without?: readonly string[];
  readonly onChange: (changed: Partial<CredentialValues>) => void;
}

/** The inputs of the provider and of the way to authenticate that are chosen. */
export function MemberFields({ values, problems, kept, without = [], onChange }: MemberFieldsProps) {
  const definition = definitionOf(values.provider);
  const { members, mode } = values;
  return (
    <>
      <ModeField definition={definition} mode={mode} onChange={(next) => onChange({ mode: next })} />
      {inputsOf(definition, mode)
        .filter(({ name }) => !without.includes(name))
        .map((field) => (
          <MemberInput
            key={`${values.provider} ${field.name}`}
            field={field}
            value={members[field.name]}
            problem={problems[field.name]}
            isKept={isKept(values, field, kept)}
            isOptional={!field.isRequired && definition.needsOneOf?.includes(field.name) !== true}
            onChange={(value) => onChange({ members: withMember(values, field, value) })}
          />
        ))}
    </>
  );
}

interface ModeFieldProps {
  readonly definition: CredentialProviderDefinition;
  readonly mode: string;
  readonly onChange: (mode: string) => void;
}

function ModeField({ definition: { modes = [] }, mode, onChange }: ModeFieldProps) {
  const isNarrow = useMediaQuery("(max-width: 560px)");
  if (modes.length < 2) return undefined;
  const help = modes.find(({ id }) => id === mode)?.help ?? "";
  return (
    <div>
      <div className="form-label" id="credential-mode">
        Authenticate with
      </div>
      <SegmentedControl
        data={modes.map(({ id, label }) => ({ value: id, label }))}
        value={mode}
        onChange={onChange}
        aria-labelledby="credential-mode"
        size="sm"
        orientation={isNarrow ? "vertical" : "horizontal"}
      />
      {help === "" ? undefined : <p className="sentence form-help">{help}</p>}
    </div>
  );
}

/** In the place that it had. An open line that is emptied is as if it had never been there. */
function withMember({ members }: CredentialValues, field: CredentialField, value: string | boolean | undefined): MemberValues {
  const { [field.name]: _before, ...others } = members;
  const isGone = value === undefined || (value === "" && !field.isSecret);
  return isGone ? others : { ...members, [field.name]: value };
}

/** What goes with another secret is not kept beside a new one: the passphrase of another key opens nothing. */
function isKept({ mode, members }: CredentialValues, { name, goesWith }: CredentialField, kept: KeptMembers | undefined): boolean {
  if (kept === undefined || kept.mode !== mode || !kept.names.includes(name)) return false;
  return goesWith === undefined || members[goesWith] === undefined;
}
