import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { VariableLine } from "./environment-form.ts";

export interface VariablesFieldProps {
  readonly lines: readonly VariableLine[];
  readonly problem: string | undefined;
  readonly onChange: (lines: readonly VariableLine[]) => void;
}

/** Environment variables, and whether the head job, the tasks or both get them. */
export function VariablesField({ lines, problem, onChange }: VariablesFieldProps) {
  const change = (place: number, changed: Partial<VariableLine>): void =>
    onChange(lines.map((line, index) => (index === place ? { ...line, ...changed } : line)));
  return (
    <fieldset className="variables">
      <legend>Environment variables</legend>
      {lines.map((line, place) => (
        <div className="variables-line" key={place}>
          <TextInput
            aria-label={`Name of variable ${String(place + 1)}`}
            placeholder="NAME"
            className="mono-field"
            value={line.name}
            onChange={(event) => change(place, { name: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Value of variable ${String(place + 1)}`}
            placeholder="value"
            className="mono-field"
            value={line.value}
            onChange={(event) => change(place, { value: event.currentTarget.value })}
          />
          <Checkbox label="Head" checked={line.head} onChange={(event) => change(place, { head: event.currentTarget.checked })} />
          <Checkbox label="Compute" checked={line.compute} onChange={(event) => change(place, { compute: event.currentTarget.checked })} />
          <ActionIcon
            aria-label={`Remove variable ${String(place + 1)}`}
            onClick={() => onChange(lines.filter((_, index) => index !== place))}
          >
            <IconX size={15} />
          </ActionIcon>
        </div>
      ))}
      {problem === undefined ? undefined : <p className="field-problem">{problem}</p>}
      <Button
        variant="default"
        leftSection={<IconPlus size={15} />}
        onClick={() => onChange([...lines, { name: "", value: "", head: true, compute: true }])}
      >
        Add variable
      </Button>
    </fieldset>
  );
}
