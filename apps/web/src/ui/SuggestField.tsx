import { Autocomplete } from "@mantine/core";
import type { ReactNode } from "react";
import "./SuggestField.css";

export interface Suggestion {
  readonly name: string;
  /** What is known of it, at the right. */
  readonly about?: string;
}

export interface SuggestFieldProps {
  readonly label: string;
  readonly description: ReactNode;
  readonly value: string;
  readonly suggestions: readonly Suggestion[];
  readonly error?: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A name that may be typed, or chosen from those that are known. */
export function SuggestField({ label, description, value, suggestions, error, onChange }: SuggestFieldProps) {
  const aboutOf = new Map(suggestions.map(({ name, about }) => [name, about]));
  return (
    <Autocomplete
      label={label}
      description={description}
      autoComplete="off"
      spellCheck={false}
      // Each once: a cluster may name the same thing twice.
      data={[...aboutOf.keys()]}
      limit={200}
      value={value}
      error={error}
      renderOption={({ option }) => (
        <span className="suggestion">
          <span>{option.value}</span>
          <span className="suggestion-about">{aboutOf.get(option.value) ?? ""}</span>
        </span>
      )}
      onChange={onChange}
    />
  );
}
