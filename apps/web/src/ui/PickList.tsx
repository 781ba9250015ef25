import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useId, useState } from "react";
import type { KeyboardEvent, ReactNode } from "react";
import "./PickList.css";

export interface Pick {
  /** Unlike that of every other line. */
  readonly id: string;
  readonly name: string;
  /** Quiet words at the right. */
  readonly kind: string;
  /** Stands under the line before that has none. */
  readonly isIndented?: boolean;
  /** Where one is already. */
  readonly isCurrent?: boolean;
  readonly icon?: ReactNode;
}

export interface PickListProps<Choice extends Pick> {
  /** Names the field: "Page or run". */
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onPick: (choice: Choice) => void;
  /** Said when nothing is left. */
  readonly nothing: ReactNode;
}

/** Type a few letters, move with the arrows, press Enter. */
export function PickList<Choice extends Pick>({ label, choices, text, onText, onPick, nothing }: PickListProps<Choice>) {
  const listId = useId();
  const [marked, setMarked] = useState(0);
  const chosen = Math.min(marked, choices.length - 1);
  const choice = choices[chosen];
  const idOf = (row: number): string => `${listId}-${String(row)}`;
  useEffect(() => {
    document.getElementById(`${listId}-${String(chosen)}`)?.scrollIntoView({ block: "nearest" });
  }, [listId, chosen]);
  const onKey = (event: KeyboardEvent): void => {
    const next = markAfter(event.key, chosen, choices.length);
    if (next !== undefined) {
      event.preventDefault();
      setMarked(next);
    }
    if (event.key !== "Enter" || choice === undefined) return;
    event.preventDefault();
    onPick(choice);
  };
  return (
    <>
      <TextInput
        aria-label={label}
        placeholder={label}
        data-autofocus
        autoComplete="off"
        role="combobox"
        aria-expanded
        aria-controls={listId}
        aria-activedescendant={choice === undefined ? undefined : idOf(chosen)}
        leftSection={<IconSearch size={15} />}
        value={text}
        onKeyDown={onKey}
        onChange={(event) => {
          onText(event.currentTarget.value);
          setMarked(0);
        }}
      />
      <div className="pick-list" id={listId} role="listbox" aria-label="Found">
        {choices.map((one, row) => (
          <div
            key={one.id}
            id={idOf(row)}
            role="option"
            tabIndex={-1}
            data-indented={one.isIndented === true ? true : undefined}
            aria-selected={row === chosen}
            onClick={() => onPick(one)}
            onKeyDown={onKey}
          >
            {one.icon}
            <span className="pick-list-name">{one.name}</span>
            <span className="pick-list-kind">{one.isCurrent === true ? `${one.kind} · here` : one.kind}</span>
          </div>
        ))}
      </div>
      {choices.length === 0 ? <p className="pick-list-nothing">{nothing}</p> : undefined}
    </>
  );
}

/** The row that a key leads to; nothing for a key of the field. */
function markAfter(key: string, marked: number, count: number): number | undefined {
  if (key === "ArrowDown") return Math.min(marked + 1, count - 1);
  if (key === "ArrowUp") return Math.max(marked - 1, 0);
  return undefined;
}
