import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useId, useRef, useState } from "react";
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

/** What is there to pick for what is typed. */
export interface Choices<Choice extends Pick> {
  readonly choices: readonly Choice[];
  /** The answer to what is typed is on its way: until then the choices may be those of older words. */
  readonly isAsking?: boolean;
}

export interface PickListProps<Choice extends Pick> extends Choices<Choice> {
  /** Names the field: "Page or run". */
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onPick: (choice: Choice) => void;
  /** Said when nothing is left. */
  readonly nothing: ReactNode;
}

/**
 * Type a few letters, move with the arrows, press Enter. Whoever presses Enter before the answer is there gets what the answer brings
 * first, and never the first of an older one; a line that they moved to is theirs at once.
 */
export function PickList<Choice extends Pick>(props: PickListProps<Choice>) {
  const { label, choices, isAsking = false, text, onText, onPick, nothing } = props;
  const listId = useId();
  // By its id: an answer may bring other lines between the arrow and Enter.
  const [marked, setMarked] = useState<string>();
  /** What stood there when Enter was pressed too early. */
  const awaited = useRef<string>(undefined);
  const place = choices.findIndex(({ id }) => id === marked);
  const chosen = Math.max(place, 0);
  const choice = choices[chosen];
  const idOf = (row: number): string => `${listId}-${String(row)}`;
  useEffect(() => {
    document.getElementById(`${listId}-${String(chosen)}`)?.scrollIntoView({ block: "nearest" });
  }, [listId, chosen]);
  const mark = (id: string | undefined): void => {
    setMarked(id);
    awaited.current = undefined;
  };
  const pick = (picked: Choice): void => {
    mark(undefined);
    onPick(picked);
  };
  useEffect(() => {
    if (isAsking || awaited.current !== text) return;
    awaited.current = undefined;
    if (choice !== undefined) onPick(choice);
  }, [isAsking, text, choice, onPick]);
  const onKey = (event: KeyboardEvent): void => {
    const next = rowAfter(event.key, chosen, choices.length);
    if (next !== undefined) {
      event.preventDefault();
      mark(choices[next]?.id);
    }
    if (event.key !== "Enter") return;
    // It picks, also when there is nothing to pick: it never sends the form around the list.
    event.preventDefault();
    if (isAsking && place === -1) awaited.current = text.trim() === "" ? undefined : text;
    else if (choice !== undefined) pick(choice);
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
          mark(undefined);
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
            onClick={() => pick(one)}
            onKeyDown={onKey}
          >
            {one.icon}
            <span className="pick-list-name">{one.name}</span>
            <span className="pick-list-kind">{one.isCurrent === true ? `${one.kind} · here` : one.kind}</span>
          </div>
        ))}
      </div>
      {choices.length === 0 ? <p className="pick-list-nothing">{isAsking ? "Searching …" : nothing}</p> : undefined}
    </>
  );
}

/** The row that a key leads to; nothing for a key of the field. */
function rowAfter(key: string, marked: number, count: number): number | undefined {
  if (key === "ArrowDown") return Math.min(marked + 1, count - 1);
  if (key === "ArrowUp") return Math.max(marked - 1, 0);
  return undefined;
}
