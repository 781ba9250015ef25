import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { LabelChip, LabelChips } from "../../ui/LabelChip.tsx";
import { LabelsField } from "../labels/LabelsField.tsx";
import type { ChosenLabel } from "../labels/LabelsField.tsx";

export interface NewLabelsFieldProps {
  /** Undefined: those that each new environment gets. */
  readonly labels: readonly ChosenLabel[] | undefined;
  readonly onChange: (labels: readonly ChosenLabel[]) => void;
}

/** The labels of an environment that is not there yet. */
export function NewLabelsField({ labels, onChange }: NewLabelsFieldProps) {
  const defaults = useQuery(queries.labels(useScope(), { max: 100, offset: 0, search: "", isDefault: true })).data?.labels ?? [];
  const shown = labels ?? defaults;
  const [chosen, setChosen] = useState<readonly ChosenLabel[] | undefined>();
  const close = (): void => setChosen(undefined);
  return (
    <fieldset className="variables">
      <legend>Labels</legend>
      {shown.length === 0 ? undefined : (
        <p className="new-labels">
          <LabelChips>
            {shown.map((label) => (
              <LabelChip key={label.id} label={label} onRemove={() => onChange(shown.filter((one) => one !== label))} />
            ))}
          </LabelChips>
        </p>
      )}
      <Button variant="default" onClick={() => setChosen(shown)}>
        Choose labels
      </Button>
      {chosen === undefined ? undefined : (
        <FormDialog
          title="Labels of the new environment"
          verb="Done"
          isReady
          isBusy={false}
          error={null}
          failure=""
          onSubmit={() => {
            onChange(chosen);
            close();
          }}
          onClose={close}
        >
          <LabelsField labels={chosen} onChange={setChosen} />
        </FormDialog>
      )}
    </fieldset>
  );
}
