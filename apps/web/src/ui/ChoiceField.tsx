import "./ChoiceField.css";

export interface ChoiceOption<Value extends string> {
  readonly value: Value;
  readonly label: string;
  /** What it means, in a sentence. */
  readonly description: string;
}

export interface ChoiceFieldProps<Value extends string> {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly ChoiceOption<Value>[];
  readonly value: Value;
  readonly isDisabled?: boolean;
  readonly onChange: (value: Value) => void;
}

/** One of a few, each with what it means beside it. */
export function ChoiceField<Value extends string>({ legend, name, options, value, isDisabled = false, onChange }: ChoiceFieldProps<Value>) {
  return (
    <fieldset className="choice-field" disabled={isDisabled}>
      <legend>{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
          <span>
            {option.label}
            <span className="choice-field-about">{option.description}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
