import { Popover, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconBuilding, IconPlus, IconSelector, IconUser } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { useWhereabouts } from "../hooks/use-scope.ts";
import type { Whereabouts } from "../hooks/use-scope.ts";
import { paths } from "../paths.ts";
import type { Scope } from "../paths.ts";
import { PickList } from "../ui/PickList.tsx";
import { placeChoices, rolesWords } from "./place-choices.ts";
import type { PathChoice, PlaceChoice } from "./place-choices.ts";
import "./PlaceSwitcher.css";

export interface PlaceSwitcherProps {
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

/** Says where one is and as what; leads to every other workspace and organization. */
export function PlaceSwitcher({ isOpen, onOpen }: PlaceSwitcherProps) {
  const whereabouts = useWhereabouts();
  const words = whereWords(whereabouts);
  return (
    <Popover
      opened={isOpen}
      onChange={onOpen}
      width="min(400px, calc(100vw - 28px))"
      position="bottom-start"
      trapFocus
      returnFocus
      transitionProps={{ duration: 100 }}
    >
      <Popover.Target>
        <UnstyledButton className="place-button" title="Switch the workspace: w" onClick={() => onOpen(!isOpen)}>
          <span className="place-button-name">{words.name}</span>
          <span className="place-button-kind">{words.kind}</span>
          <VisuallyHidden>: switch the workspace</VisuallyHidden>
          <IconSelector size={15} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        <PlaceList whereabouts={whereabouts} onClose={() => onOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function PlaceList({ whereabouts, onClose }: { readonly whereabouts: Whereabouts; readonly onClose: () => void }) {
  const router = useRouter();
  const [text, setText] = useState("");
  const all = placeChoices(whereabouts, router.state.location.pathname);
  const choices = text.trim() === "" ? [...all.map(withIcon), newOrganization] : searched(all, text.trim().toLowerCase());
  const open = (choice: PathChoice): void => {
    onClose();
    void router.navigate({ to: choice.path });
  };
  return (
    <PickList
      label="Workspace or organization"
      choices={choices}
      text={text}
      onText={setText}
      onPick={open}
      nothing="No workspace or organization of yours has this name."
    />
  );
}

const newOrganization: PathChoice = {
  id: "new organization",
  name: "New organization",
  kind: "",
  path: paths.newOrganization(),
  icon: <IconPlus size={15} aria-hidden />,
};

function withIcon(choice: PlaceChoice): PathChoice {
  if (choice.isIndented === true) return choice;
  return { ...choice, icon: choice.id === "personal" ? <IconUser size={15} aria-hidden /> : <IconBuilding size={15} aria-hidden /> };
}

/** Without the tree: each line says by itself where it belongs. */
const searched = (choices: readonly PlaceChoice[], words: string): readonly PathChoice[] =>
  choices.filter((one) => one.wholeName.toLowerCase().includes(words)).map((one) => ({ ...one, name: one.wholeName, isIndented: false }));

interface WhereWords {
  readonly name: string;
  readonly kind: string;
}

function whereWords({ place, places, scope }: Whereabouts): WhereWords {
  switch (place.kind) {
    case "personal":
      return { name: places.userName, kind: "personal" };
    case "workspace":
      return { name: `${place.organization.name} / ${place.workspace.name}`, kind: rolesWords(place.workspace) };
    case "organization":
      return { name: place.organization.name, kind: place.organization.role ?? "organization" };
    case "elsewhere":
      return scopeWords(scope);
    case "unknown":
      return { name: "Choose a workspace", kind: "" };
  }
}

function scopeWords(scope: Scope | undefined): WhereWords {
  if (scope === undefined) return { name: "Choose a workspace", kind: "" };
  return scope.kind === "user"
    ? { name: scope.userName, kind: "personal" }
    : { name: `${scope.orgName} / ${scope.workspaceName}`, kind: "" };
}
