import { TextInput } from "@mantine/core";
import type { NameCheck } from "../hooks/use-name-check.ts";
import "./NameInput.css";

export interface NameInputProps {
  readonly value: string;
  readonly check: NameCheck;
  readonly placeholder?: string;
  /** The cursor stays where it is: the name is there already. */
  readonly isQuiet?: boolean;
  readonly onChange: (name: string) => void;
}

/** A name that says while it is typed whether it can be taken. */
export function NameInput({ value, check, placeholder, isQuiet = false, onChange }: NameInputProps) {
  return (
    <div className="name-input">
      <TextInput
        label="Name"
        required
        withAsterisk={false}
        autoFocus={!isQuiet}
        autoComplete="off"
        spellCheck={false}
        placeholder={placeholder}
        value={value}
        error={check.state === "refused" ? check.problem : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <span className="name-input-verdict" role="status" data-state={check.state}>
        {check.state === "free" ? "✓ free" : undefined}
        {check.state === "asking" ? "checking …" : undefined}
      </span>
    </div>
  );
}
