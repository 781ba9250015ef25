import { ChoiceField } from "../../ui/ChoiceField.tsx";
import type { ChoiceOption } from "../../ui/ChoiceField.tsx";

const options: readonly ChoiceOption<"pinned" | "confirmed">[] = [
  {
    value: "pinned",
    label: "Pin its key at the first sign-in",
    description: "Nobody has to be there. Who stands between at that moment stays unseen; another key later stops everything.",
  },
  {
    value: "confirmed",
    label: "Wait until somebody has confirmed its key",
    description: "Nobody is signed in before the key was compared on the page of the environment.",
  },
];

export interface NewHostsFieldProps {
  readonly mustBeConfirmed: boolean;
  readonly onChange: (mustBeConfirmed: boolean) => void;
}

/** What is believed of a host that SSH reaches for the first time. */
export function NewHostsField({ mustBeConfirmed, onChange }: NewHostsFieldProps) {
  return (
    <ChoiceField
      legend="A host that is reached over SSH for the first time"
      name="new-hosts"
      options={options}
      value={mustBeConfirmed ? "confirmed" : "pinned"}
      onChange={(value) => onChange(value === "confirmed")}
    />
  );
}
