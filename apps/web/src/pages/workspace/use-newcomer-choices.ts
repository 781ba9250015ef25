import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { isAsking } from "../../hooks/is-asking.ts";
import type { Choices, Pick } from "../../ui/PickList.tsx";
import { usePeopleChoices } from "../organization/use-people-choices.ts";
import type { Newcomer } from "./let-in.ts";
import { useWorkspaceScope } from "./use-workspace-scope.ts";

export type NewcomerKind = "person" | "team";

export interface NewcomerChoice extends Pick {
  readonly newcomer: Newcomer;
}

/** Who fits what is typed: people or teams of the organization, and for a whole address whoever has it. */
export function useNewcomerChoices(kind: NewcomerKind, text: string): Choices<NewcomerChoice> {
  const { orgId } = useWorkspaceScope();
  const [search] = useDebouncedValue(text.trim(), 200);
  const found = usePeopleChoices(text);
  const people = found.choices.map(({ member, ...pick }): NewcomerChoice => ({
    ...pick,
    newcomer: { kind: "member", memberId: member.memberId, name: pick.name },
  }));
  const teams = useQuery({ ...queries.teams(orgId, { max: 12, offset: 0, search }), enabled: kind === "team" });
  if (kind === "team") {
    const fitting = (teams.data?.teams ?? []).filter(({ name }) => name.toLowerCase().startsWith(text.trim().toLowerCase()));
    return {
      choices: fitting.map(({ teamId, name, membersCount }) => teamChoice(teamId, name, membersCount)),
      isAsking: search !== text.trim() || isAsking(teams),
    };
  }
  const isFromOutside = isAddress(search) && search === text.trim() && people.length === 0;
  return { ...found, choices: isFromOutside ? [addressChoice(search)] : people };
}

const teamChoice = (teamId: number, name: string, membersCount: number): NewcomerChoice => ({
  id: `team ${String(teamId)}`,
  name,
  kind: membersCount === 1 ? "1 person" : `${membersCount.toLocaleString()} people`,
  newcomer: { kind: "team", teamId, name },
});

const addressChoice = (address: string): NewcomerChoice => ({
  id: "address",
  name: address,
  kind: "from outside",
  newcomer: { kind: "address", address, name: address },
});

const isAddress = (text: string): boolean => /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(text);
