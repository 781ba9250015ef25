import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { isAsking } from "../../hooks/is-asking.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { PickList } from "../../ui/PickList.tsx";
import type { Choices, Pick } from "../../ui/PickList.tsx";
import { usePeopleChoices } from "../organization/use-people-choices.ts";
import type { LimitValues } from "./use-limit-form.ts";
import "./NamedUsers.css";

export interface NamedUsersProps {
  readonly values: LimitValues;
  readonly onChange: (changed: Partial<LimitValues>) => void;
}

/** The people and teams that are named, and a list to name more. */
export function NamedUsers({ values, onChange }: NamedUsersProps) {
  const [text, setText] = useState("");
  const found = useChoices(text, values);
  const { users, teams } = values;
  const pick = ({ added }: NameChoice): void => {
    onChange(added(values));
    setText("");
  };
  return (
    <div className="named-users">
      <ul aria-label="Who is named">
        {teams.map((team) => (
          <NamedLine
            key={team.teamId}
            name={`team ${team.name}`}
            onRemove={() => onChange({ teams: teams.filter((one) => one !== team) })}
          />
        ))}
        {users.map((user) => (
          <NamedLine key={user.userId} name={user.userName} onRemove={() => onChange({ users: users.filter((one) => one !== user) })} />
        ))}
      </ul>
      {users.length + teams.length === 0 ? <p className="sentence">Nobody is named yet: only whoever made it may use it.</p> : undefined}
      <PickList
        label="Add a person or a team"
        {...found}
        text={text}
        onText={setText}
        onPick={pick}
        nothing={text.trim() === "" ? "Type a user name, an address or the name of a team." : "Nobody and no team begins with this."}
      />
    </div>
  );
}

function NamedLine({ name, onRemove }: { readonly name: string; readonly onRemove: () => void }) {
  return (
    <li>
      {name}
      <ActionIcon size={24} aria-label={`Take ${name} out`} onClick={onRemove}>
        <IconX size={15} />
      </ActionIcon>
    </li>
  );
}

interface NameChoice extends Pick {
  readonly added: (values: LimitValues) => Partial<LimitValues>;
}

/** Whoever fits and is not named yet. */
function useChoices(text: string, { users, teams }: LimitValues): Choices<NameChoice> {
  const { orgId } = useOrganization();
  const found = usePeopleChoices(text);
  const people = found.choices.filter(({ member }) => !users.some((one) => one.userId === member.userId));
  const known = useQuery(queries.teams(orgId, { max: 100, offset: 0, search: "" }));
  const begins = (name: string): boolean => name.toLowerCase().startsWith(text.trim().toLowerCase());
  const fitting = (known.data?.teams ?? []).filter((team) => begins(team.name) && !teams.some((one) => one.teamId === team.teamId));
  const choices = [
    ...fitting.map(({ teamId, name }): NameChoice => ({
      ...{ id: `team ${String(teamId)}`, name, kind: "team" },
      added: (values) => ({ teams: [...values.teams, { teamId, name }] }),
    })),
    ...people.map(({ member: { userId, userName }, ...pick }): NameChoice => ({
      ...pick,
      added: (values) => ({ users: [...values.users, { userId, userName }] }),
    })),
  ];
  return text.trim() === "" ? { choices: [] } : { choices, isAsking: found.isAsking === true || isAsking(known) };
}
