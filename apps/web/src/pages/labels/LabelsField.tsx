import type { CreateLabelRequest, CreateLabelResponse, Label, Static } from "@postern/contracts";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../../api/client.ts";
import { inWorkspace } from "../../api/in-workspace.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { isAsking } from "../../hooks/is-asking.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useMay } from "../../hooks/use-may.ts";
import type { Verdict } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { LabelChip, LabelChips, labelText } from "../../ui/LabelChip.tsx";
import { PickList } from "../../ui/PickList.tsx";
import type { Pick as PickLine } from "../../ui/PickList.tsx";
import { labelProblem, parseLabel } from "./label-draft.ts";
import "./LabelsField.css";

/** What is put on a thing. */
export type ChosenLabel = Pick<Label, "id" | "name" | "value">;

export interface LabelsFieldProps {
  readonly labels: readonly ChosenLabel[];
  readonly onChange: (labels: readonly ChosenLabel[]) => void;
}

interface LabelPick extends PickLine {
  /** Nothing for one that is not there yet. */
  readonly label: ChosenLabel | undefined;
}

/** The most of one thing, and as many as are offered: more are found by typing. */
const mostLabels = 25;
const mostOffered = 8;

/** Chosen labels, and a field that finds others. One that is not there yet is made as soon as it is picked. */
export function LabelsField({ labels, onChange }: LabelsFieldProps) {
  const scope = useScope();
  const [text, setText] = useState("");
  const [searched] = useDebouncedValue(text.trim(), 200);
  const mayMake = useMay("label:write");
  const found = useQuery(queries.labels(scope, { max: 50, offset: 0, search: searchOf(searched) }));
  const add = (label: ChosenLabel): void => {
    setText("");
    onChange([...labels, label]);
  };
  const make = useChange({
    act: (wanted: CreateLabelRequest) => post<Static<typeof CreateLabelResponse>>(inWorkspace(scope, "/api/labels"), wanted),
    old: [queryKeys.labels(scope)],
    onDone: (made) => add(made),
  });
  const offered = (found.data?.labels ?? []).filter((one) => labels.every(({ id }) => id !== one.id));
  const choices = [...offered.slice(0, mostOffered).map(pickOf), ...newPick({ text: text.trim(), known: found.data?.labels, mayMake })];
  return (
    <div className="labels-field">
      <LabelChips>
        {labels.map((label) => (
          <LabelChip key={label.id} label={label} onRemove={() => onChange(labels.filter((one) => one !== label))} />
        ))}
      </LabelChips>
      {labels.length >= mostLabels ? (
        <p className="sentence">There are {String(mostLabels)} at most.</p>
      ) : (
        <PickList
          label="Find or make a label"
          choices={choices}
          isAsking={searched !== text.trim() || isAsking(found)}
          text={text}
          onText={setText}
          onPick={({ label }) => (label === undefined ? make.mutate(parseLabel(text)) : add(label))}
          nothing={nothingWords(text.trim(), mayMake)}
        />
      )}
      {make.error === null ? undefined : <ErrorNote title="The label was not made." error={make.error} />}
      {found.error === null ? undefined : <ErrorNote title="The labels could not be read." error={found.error} />}
    </div>
  );
}

/** The server looks into names and values, each alone. */
const searchOf = (text: string): string => parseLabel(text).name;

const pickOf = (label: Label): LabelPick => ({
  id: String(label.id),
  name: labelText(label),
  kind: label.isDefault ? "default" : "",
  label,
});

interface NewPick {
  readonly text: string;
  readonly known: readonly Label[] | undefined;
  readonly mayMake: Verdict;
}

function newPick({ text, known, mayMake }: NewPick): readonly LabelPick[] {
  const isKnown = known === undefined || known.some((one) => labelText(one).toLowerCase() === text.toLowerCase());
  if (isKnown || !mayMake.isAllowed || labelProblem(parseLabel(text)) !== undefined) return [];
  return [{ id: "new", name: text, kind: "make this label", label: undefined }];
}

function nothingWords(text: string, mayMake: Verdict): string {
  if (text === "") return mayMake.isAllowed ? "There is none to add. Type a word, or name=value, to make one." : "There is none to add.";
  if (!mayMake.isAllowed) return `There is no label like this. ${mayMake.why ?? ""}`;
  return labelProblem(parseLabel(text)) ?? "It is on it already.";
}
