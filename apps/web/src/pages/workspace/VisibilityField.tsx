import { ChoiceField } from "../../ui/ChoiceField.tsx";
import type { ChoiceOption } from "../../ui/ChoiceField.tsx";

const options: readonly ChoiceOption<"private" | "shared">[] = [
  { value: "private", label: "Private", description: "Only its participants, and owners of the organization, see it." },
  {
    value: "shared",
    label: "Shared",
    description:
      "Every member of the organization also sees it and its saved pipelines. Its runs and credentials stay with its participants.",
  },
];

export interface VisibilityFieldProps {
  readonly isShared: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isShared: boolean) => void;
}

export function VisibilityField({ isShared, isDisabled = false, onChange }: VisibilityFieldProps) {
  return (
    <ChoiceField
      legend="Visibility"
      name="visibility"
      options={options}
      value={isShared ? "shared" : "private"}
      isDisabled={isDisabled}
      onChange={(value) => onChange(value === "shared")}
    />
  );
}
