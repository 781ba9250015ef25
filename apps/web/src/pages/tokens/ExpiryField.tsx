import { NativeSelect, TextInput } from "@mantine/core";
import { useClock } from "../../hooks/use-clock.ts";
import { dateFieldText, expiryChoices, expiryProblem } from "./token-expiry.ts";
import type { Expiry } from "./token-expiry.ts";

export interface ExpiryFieldProps {
  readonly value: Expiry;
  /** The longest life that the site allows; null when it sets none. */
  readonly maxDays: number | null;
  readonly onChange: (expiry: Expiry) => void;
}

export function ExpiryField({ value, maxDays, onChange }: ExpiryFieldProps) {
  const clock = useClock();
  return (
    <div>
      <div className="field-row">
        <NativeSelect
          label="Ends"
          data={[...expiryChoices(maxDays)]}
          value={value.choice}
          onChange={(event) => onChange({ ...value, choice: event.currentTarget.value })}
        />
        {value.choice === "date" ? (
          <TextInput
            type="date"
            label="Last day"
            min={dateFieldText(clock.now())}
            value={value.date}
            error={value.date === "" ? undefined : expiryProblem(value, { nowMs: clock.now(), maxDays })}
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
