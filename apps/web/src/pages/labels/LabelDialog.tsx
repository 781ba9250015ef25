import { Checkbox, TextInput } from "@mantine/core";
import type { Label } from "@postern/contracts";
import { entityNameProblem } from "@postern/domain";
import { useState } from "react";
import { faultyFields } from "../../api/api-error.ts";
import { post, put } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { labelsShown } from "../../api/label-queries.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useFields } from "../../hooks/use-fields.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { FormDialog } from "../../ui/FormDialog.tsx";
import { labelText } from "../../ui/LabelChip.tsx";

export interface LabelDialogProps {
  /** Nothing for a new one. */
  readonly label: Label | undefined;
  readonly onClose: () => void;
}

/** Makes or changes a label. A word stays a word: clients ask for the two kinds apart. */
export function LabelDialog({ label, onClose }: LabelDialogProps) {
  const { values, set } = useFields(() => valuesOf(label));
  const [isTried, setTried] = useState(false);
  const save = useSaveLabel(label, onClose);
  const problem = values.value === "" && label?.resource !== true ? entityNameProblem(values.name) : undefined;
  const blamed = faultyFields(save.error);
  const said = (field: string) => (blamed.includes(field) ? save.error?.message : undefined);
  return (
    <FormDialog
      {...wordsFor(label)}
      isReady
      isBusy={save.isPending}
      error={save.error}
      onSubmit={() => {
        setTried(true);
        if (problem === undefined) save.mutate(values);
      }}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        data-autofocus
        autoComplete="off"
        value={values.name}
        error={(isTried ? problem : undefined) ?? said("name")}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {label?.resource === false ? undefined : (
        <TextInput
          label={label === undefined ? "Value (optional)" : "Value"}
          description="With a value it is a resource label, which clients show as name=value."
          autoComplete="off"
          value={values.value}
          error={said("value")}
          onChange={(event) => set({ value: event.currentTarget.value })}
        />
      )}
      <Checkbox
        label="Put it on each new environment"
        description="Where nobody chooses labels for it. Those that are there stay as they are."
        checked={values.isDefault}
        onChange={(event) => set({ isDefault: event.currentTarget.checked })}
      />
    </FormDialog>
  );
}

function wordsFor(label: Label | undefined) {
  if (label === undefined) return { title: "Add a label", verb: "Add label", failure: "The label was not made." };
  return { title: `Change the label ${labelText(label)}`, verb: "Save", failure: "Nothing was changed." };
}

function valuesOf(label: Label | undefined): LabelValues {
  if (label === undefined) return { name: "", value: "", isDefault: false };
  return { name: label.name, value: label.value ?? "", isDefault: label.isDefault };
}

interface LabelValues {
  readonly name: string;
  readonly value: string;
  readonly isDefault: boolean;
}

function useSaveLabel(label: Label | undefined, onDone: () => void) {
  const scope = useScope();
  return useChange({
    act: ({ name, value, isDefault }: LabelValues) => {
      const valued = value.trim() === "" ? {} : { value };
      if (label !== undefined) return put(inWorkspace(scope, `/api/labels/${String(label.id)}`), { name, isDefault, ...valued });
      return post(inWorkspace(scope, "/api/labels"), { name, isDefault, ...valued, resource: value.trim() !== "" });
    },
    old: labelsShown(scope),
    onDone,
  });
}
