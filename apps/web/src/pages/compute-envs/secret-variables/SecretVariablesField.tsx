import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { KeptBox, ReplacedSecret } from "../../../ui/KeptSecret.tsx";
import { SecretCell } from "../../../ui/SecretLine.tsx";
import { heirsWords, mostSecretVariables, newSecretVariable } from "./secret-variable-form.ts";
import type { SecretVariableLine, SecretVariableProblem, SecretVariableProblems } from "./secret-variable-form.ts";
import "./SecretVariables.css";

export interface SecretVariablesFieldProps {
  readonly lines: readonly SecretVariableLine[];
  readonly problems: SecretVariableProblems;
  readonly platform: string;
  readonly onChange: (lines: readonly SecretVariableLine[]) => void;
}

/** Variables whose values nobody is shown again, and whether Nextflow, the tasks or both get them. */
export function SecretVariablesField({ lines, problems, platform, onChange }: SecretVariablesFieldProps) {
  const change = (place: number, changed: Partial<SecretVariableLine>): void =>
    onChange(lines.map((line, index) => (index === place ? { ...line, ...changed } : line)));
  return (
    <fieldset className="variables secret-variables">
      <legend>Secret variables</legend>
      <p className="sentence">
        For keys and passwords: nobody is shown a value again. Head: for Nextflow and the scripts around it. Compute: for tasks, as secrets
        of Nextflow. {heirsWords(platform)}
      </p>
      {lines.map((line, place) => (
        <SecretVariableInputs
          key={place}
          place={place}
          line={line}
          problem={problems[place] ?? {}}
          onChange={(changed) => change(place, changed)}
          onRemove={() => onChange(lines.filter((_, index) => index !== place))}
        />
      ))}
      {lines.length < mostSecretVariables ? (
        <Button variant="default" leftSection={<IconPlus size={15} />} onClick={() => onChange([...lines, newSecretVariable])}>
          Add secret variable
        </Button>
      ) : (
        <p className="sentence">There are {String(mostSecretVariables)} at most.</p>
      )}
    </fieldset>
  );
}

interface SecretVariableInputsProps {
  readonly place: number;
  readonly line: SecretVariableLine;
  readonly problem: SecretVariableProblem;
  readonly onChange: (changed: Partial<SecretVariableLine>) => void;
  readonly onRemove: () => void;
}

function SecretVariableInputs({ place, line, problem, onChange, onRemove }: SecretVariableInputsProps) {
  const { name, head, compute, isKept } = line;
  // One of several that are still nameless is known by its place.
  const called = name === "" ? `secret variable ${String(place + 1)}` : name;
  return (
    <div className="variables-line" role="group" aria-label={called}>
      {isKept ? (
        <code className="secret-variable-name">{name}</code>
      ) : (
        <TextInput
          aria-label={`Name of secret variable ${String(place + 1)}`}
          placeholder="NAME"
          className="mono-field"
          autoComplete="off"
          spellCheck={false}
          value={name}
          error={problem.name}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
      )}
      <SecretValue called={called} line={line} problem={problem.value} onChange={(value) => onChange({ value })} />
      <Checkbox label="Head" checked={head} onChange={(event) => onChange({ head: event.currentTarget.checked })} />
      <Checkbox label="Compute" checked={compute} onChange={(event) => onChange({ compute: event.currentTarget.checked })} />
      <ActionIcon aria-label={`Remove ${called}`} onClick={onRemove}>
        <IconX size={15} />
      </ActionIcon>
    </div>
  );
}

interface SecretValueProps {
  readonly called: string;
  readonly line: SecretVariableLine;
  readonly problem: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}

function SecretValue({ called, line: { value, isKept }, problem, onChange }: SecretValueProps) {
  const label = `value of ${called}`;
  if (value === undefined) {
    return (
      <div>
        <KeptBox label={label} onReplace={() => onChange("")} />
        {problem === undefined ? undefined : <p className="field-problem">{problem}</p>}
      </div>
    );
  }
  const cell = <SecretCell label={`Value of ${called}`} placeholder="value" value={value} error={problem} onChange={onChange} />;
  if (!isKept) return cell;
  return (
    <ReplacedSecret label={label} onKeep={() => onChange(undefined)}>
      {cell}
    </ReplacedSecret>
  );
}
