import { Modal } from "@mantine/core";
import type { Team } from "@postern/contracts";
import { useState } from "react";
import { post } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { PickList } from "../../ui/PickList.tsx";
import { usePeopleChoices } from "./use-people-choices.ts";
import type { PersonChoice } from "./use-people-choices.ts";

/** Adds one person after the other: the list stays open. */
export function AddTeamMemberDialog({ team, onClose }: { readonly team: Team; readonly onClose: () => void }) {
  const { orgId, name } = useOrganization();
  const [text, setText] = useState("");
  const found = usePeopleChoices(text);
  const add = useChange({
    act: ({ member }: PersonChoice) =>
      post(`/api/orgs/${String(orgId)}/teams/${String(team.teamId)}/members`, { userNameOrEmail: member.userName }),
    old: [queryKeys.organization(orgId)],
    onDone: () => setText(""),
  });
  return (
    <Modal opened onClose={onClose} title={`Add people to ${team.name}`}>
      <PickList
        label="User name or e-mail address"
        {...found}
        text={text}
        onText={setText}
        onPick={(choice) => add.mutate(choice)}
        nothing={`Nobody in ${name} begins with this. Invite them to the organization first.`}
      />
      <p className="sentence" role="status">
        {add.isSuccess ? `${add.variables.member.userName} is in the team.` : ""}
      </p>
      {add.error === null ? undefined : <ErrorNote title={`${add.variables?.name ?? "The person"} was not added.`} error={add.error} />}
    </Modal>
  );
}
