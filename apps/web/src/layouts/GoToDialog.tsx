import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { queries } from "../api/queries.ts";
import { isAsking } from "../hooks/is-asking.ts";
import { useSession, useWhereabouts } from "../hooks/use-scope.ts";
import type { Whereabouts } from "../hooks/use-scope.ts";
import { paths, userScope } from "../paths.ts";
import type { Scope } from "../paths.ts";
import { PickList } from "../ui/PickList.tsx";
import type { Choices } from "../ui/PickList.tsx";
import { accountDestinations, administrationDestinations } from "./account-destinations.ts";
import { actionsIn, destinationsIn } from "./destinations.ts";
import { placeChoices } from "./place-choices.ts";
import type { PathChoice } from "./place-choices.ts";

/** Type a few letters, press Enter. Knows pages, places and runs. */
export function GoToDialog({ onClose }: { readonly onClose: () => void }) {
  const [text, setText] = useState("");
  const router = useRouter();
  const found = useChoices(text.trim());
  const open = (choice: PathChoice): void => {
    onClose();
    void router.navigate({ to: choice.path });
  };
  return (
    <Modal opened onClose={onClose} withCloseButton={false} padding="xs" yOffset={80} centered={false} aria-label="Go to">
      <PickList label="Page or run" {...found} text={text} onText={setText} onPick={open} nothing="Nothing has this name." />
    </Modal>
  );
}

function useChoices(text: string): Choices<PathChoice> {
  const whereabouts = useWhereabouts();
  const { scope } = whereabouts;
  const [settled] = useDebouncedValue(text, 200);
  const runs = useQuery({
    ...queries.runs(scope ?? userScope(""), { max: 6, offset: 0, search: settled }),
    enabled: settled !== "" && scope !== undefined,
  });
  const { isAdministrator } = useSession();
  const pages = pagesOf(whereabouts, isAdministrator).filter((page) => page.name.toLowerCase().includes(text.toLowerCase()));
  // Pages stand first: a run that is still asked for changes nothing about the first of them.
  const isFirstUnknown = pages.length === 0 && scope !== undefined && (settled !== text || isAsking(runs));
  if (scope === undefined || settled === "") return { choices: pages, isAsking: isFirstUnknown };
  const workflows = runs.data?.workflows ?? [];
  const runChoices = workflows.map(({ workflow }) => choice(workflow.runName, "run", paths.run(scope, workflow.id)));
  return { choices: [...pages, ...runChoices], isAsking: isFirstUnknown };
}

function pagesOf(whereabouts: Whereabouts, isAdministrator: boolean): readonly PathChoice[] {
  const shared = isAdministrator ? [...accountDestinations, ...administrationDestinations] : accountDestinations;
  const pages = [...destinationsIn(whereabouts), ...shared].map(({ name, path }) => choice(name, "page", path));
  const places = placeChoices(whereabouts).map((one) => ({ ...one, isIndented: false, name: one.wholeName }));
  return [...pages, ...actionsOf(whereabouts.scope), ...places];
}

const actionsOf = (scope: Scope | undefined): readonly PathChoice[] =>
  scope === undefined ? [] : actionsIn(scope).map(({ name, path }) => choice(name, "action", path));

const choice = (name: string, kind: string, path: string): PathChoice => ({ id: path, name, kind, path });
