import { TextInput } from "@mantine/core";
import { useClock } from "../../../hooks/use-clock.ts";
import { dateFieldText } from "../../tokens/token-expiry.ts";
import { expiryDayProblem } from "./credential-form.ts";
import type { CredentialValues } from "./credential-form.ts";

export interface AboutFieldsProps {
  readonly values: CredentialValues;
  readonly onChange: (changed: Partial<CredentialValues>) => void;
}

/** What people want to know of a credential, and no provider asks for. */
export function AboutFields({ values, onChange }: AboutFieldsProps) {
  const clock = useClock();
  // Nothing of an agent's credential ends by itself; the token of its agent has an end of its own.
  const hasEnd = values.provider !== "tw-agent" || values.lastDay !== "";
  return (
    <div className={hasEnd ? "field-pair" : undefined}>
      <TextInput
        label="Description (optional)"
        description="For the people who use it: what it is for, who to ask."
        maxLength={1000}
        value={values.description}
        onChange={(event) => onChange({ description: event.currentTarget.value })}
      />
      {hasEnd ? (
        <TextInput
          type="date"
          label="Last day (optional)"
          description="When the key or token ends where it was made. You are warned two weeks before."
          min={dateFieldText(clock.now())}
          value={values.lastDay}
          error={expiryDayProblem(values, clock.now())}
          onChange={(event) => onChange({ lastDay: event.currentTarget.value })}
        />
      ) : undefined}
    </div>
  );
}
