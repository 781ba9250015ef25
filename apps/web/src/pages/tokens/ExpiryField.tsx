import { NativeSelect, TextInput } from "@mantine/core";
import { useClock } from "../../hooks/use-clock.ts";
import { dateFieldText, expiryChoices, expiryProblem } from "./token-expiry.ts";
import type { Expiry } from "./token-expiry.ts";

export interface ExpiryFieldProps {
  readonly value: Expiry;
  readonly onChange: (expiry: Expiry) => void;
}

export function ExpiryField({ value, onChange }: ExpiryFieldProps) {
  const clock = useClock();
  const choose = (text: string): void => {
    const chosen = expiryChoices.find((one) => one.value === text);
    if (chosen !== undefined) onChange({ ...value, choice: chosen.value });
  };
  return (
    <div>
      <div className="field-row">
        <NativeSelect
          label="Ends"
          data={expiryChoices.map(({ value: choice, label }) => ({ value: choice, label }))}
          value={value.choice}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        {value.choice === "date" ? (
          <TextInput
            type="date"
            label="Last day"
            min={dateFieldText(clock.now())}
            value={value.date}
            error={value.date === "" ? undefined : expiryProblem(value, clock.now())}
            onChange={(event) => onChange({ ...value, date: event.currentTarget.value })}
          />
        ) : undefined}
      </div>
      {value.choice === "never" ? (
        <div className="warning-note token-never">Whoever finds a token that never ends can use it for years. Rotate it now and then.</div>
      ) : undefined}
    </div>
  );
}
