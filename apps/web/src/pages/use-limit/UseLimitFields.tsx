import { ChoiceField } from "../../ui/ChoiceField.tsx";
import type { ChoiceOption } from "../../ui/ChoiceField.tsx";
import { NamedUsers } from "./NamedUsers.tsx";
import type { LimitValues } from "./use-limit-form.ts";

const options: readonly ChoiceOption<"open" | "limited">[] = [
  { value: "open", label: "Everybody whose role allows it", description: "Whoever may launch here may launch with it." },
  { value: "limited", label: "Only named people and teams", description: "And whoever made it. No role and no owner is above this." },
];

export interface UseLimitFieldsProps {
  readonly values: LimitValues;
  readonly onChange: (changed: Partial<LimitValues>) => void;
}

/** Everybody, or only those who are named. */
export function UseLimitFields({ values, onChange }: UseLimitFieldsProps) {
  return (
    <>
      <ChoiceField
        legend="Use"
        name="use-limit"
        options={options}
        value={values.isLimited ? "limited" : "open"}
        onChange={(value) => onChange({ isLimited: value === "limited" })}
      />
      {values.isLimited ? <NamedUsers values={values} onChange={onChange} /> : undefined}
    </>
  );
}
