import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import type { KeyboardEvent } from "react";
import { queries } from "../api/queries.ts";
import { useScope } from "../hooks/use-scope.ts";
import { paths } from "../paths.ts";
import type { Scope } from "../paths.ts";
import { destinationsOf } from "./destinations.ts";
import "./GoToDialog.css";

interface Choice {
  readonly name: string;
  readonly kind: string;
  readonly path: string;
}

/** Type a few letters, press Enter. Knows pages and runs. */
export function GoToDialog({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const [marked, setMarked] = useState(0);
  const router = useRouter();
  const choices = useChoices(text.trim());
  const chosen = Math.min(marked, choices.length - 1);
  const open = (choice: Choice | undefined): void => {
    if (choice === undefined) return;
    onClose();
    void router.navigate({ to: choice.path });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter") open(choices[chosen]);
    if (event.key === "ArrowDown") setMarked(Math.min(chosen + 1, choices.length - 1));
    if (event.key === "ArrowUp") setMarked(Math.max(chosen - 1, 0));
  };
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding="xs" yOffset={80} centered={false} aria-label="Go to">
      <TextInput
        aria-label="Page or run"
        placeholder="Page or run"
        data-autofocus
        autoComplete="off"
        role="combobox"
        aria-expanded
        aria-controls="go-to-choices"
        aria-activedescendant={choices.length === 0 ? undefined : `go-to-${String(chosen)}`}
        value={text}
        onKeyDown={onKey}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setMarked(0);
        }}
      />
      <div className="go-to" id="go-to-choices" role="listbox" aria-label="Found">
        {choices.map((choice, row) => (
          <div
            key={choice.path}
            id={`go-to-${String(row)}`}
            role="option"
            tabIndex={-1}
            aria-selected={row === chosen}
            onClick={() => open(choice)}
            onKeyDown={onKey}
          >
            <span>{choice.name}</span>
            <span className="go-to-kind">{choice.kind}</span>
          </div>
        ))}
      </div>
      {choices.length === 0 ? <p className="go-to-nothing">Nothing has this name.</p> : undefined}
    </Modal>
  );
}

function useChoices(text: string): readonly Choice[] {
  const scope = useScope();
  const [settled] = useDebouncedValue(text, 200);
  const runs = useQuery({ ...queries.runs({ max: 6, offset: 0, search: settled }), enabled: settled !== "" });
  const found = settled === "" ? [] : (runs.data?.workflows ?? []);
  const pages = pagesOf(scope).filter((page) => page.name.toLowerCase().includes(text.toLowerCase()));
  const runChoices = found.map(({ workflow }) => ({ name: workflow.runName, kind: "run", path: paths.run(scope, workflow.id) }));
  return [...pages, ...runChoices];
}

function pagesOf(scope: Scope): readonly Choice[] {
  return [
    ...destinationsOf(scope).map(({ name, path }) => ({ name, path, kind: "page" })),
    { name: "Your tokens", path: paths.tokens(), kind: "page" },
    { name: "Add credentials", path: paths.newCredential(scope), kind: "action" },
    { name: "Add compute environment", path: paths.newComputeEnv(scope), kind: "action" },
  ];
}
