import type { Participant } from "@postern/contracts";
import { IconListCheck, IconUserMinus, IconUsersGroup } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { put } from "../../api/client.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { allowed, useMay } from "../../hooks/use-may.ts";
import { useSession } from "../../hooks/use-scope.ts";
import { GuardedIcon } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { PersonMark } from "../../ui/PersonMark.tsx";
import { RoleSelect } from "../../ui/RoleSelect.tsx";
import type { RoleChoice } from "../../ui/RoleSelect.tsx";
import { nameOfParticipant, participantPath } from "./participant-words.ts";
import { useRoleChoices } from "./use-role-choices.ts";
import { useWorkspaceScope } from "./use-workspace-scope.ts";

interface RoleWish {
  readonly participant: Participant;
  readonly role: string;
}

export interface ParticipantTableProps {
  readonly participants: readonly Participant[];
  readonly onRemove: (participant: Participant) => void;
  /** Shows what a person may do. */
  readonly onRights: (userId: number) => void;
}

/** Roles are changed in their row. */
export function ParticipantTable({ participants, onRemove, onRights }: ParticipantTableProps) {
  const scope = useWorkspaceScope();
  const choices = useRoleChoices();
  const change = useChange({
    act: ({ participant, role }: RoleWish) => put(participantPath(scope, participant, "/role"), { role }),
    old: [queryKeys.workspace(scope), queryKeys.rights],
  });
  const busyId = change.isPending ? change.variables.participant.participantId : undefined;
  return (
    <>
      {change.error === null ? undefined : (
        <ErrorNote
          title={`The role of ${change.variables === undefined ? "" : nameOfParticipant(change.variables.participant)} was not changed.`}
          error={change.error}
        />
      )}
      <DataTable label="Participants">
        <thead>
          <tr>
            <th>Person or team</th>
            <th className="not-on-phone">E-mail address</th>
            <th className="not-on-phone">Kind</th>
            <th>Role</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {participants.map((participant) => (
            <ParticipantRow
              key={participant.participantId}
              participant={participant}
              choices={choices}
              isBusy={busyId === participant.participantId}
              onRole={(role) => change.mutate({ participant, role })}
              onRemove={() => onRemove(participant)}
              onRights={onRights}
            />
          ))}
        </tbody>
      </DataTable>
    </>
  );
}

interface ParticipantRowProps {
  readonly participant: Participant;
  readonly choices: readonly RoleChoice[];
  readonly isBusy: boolean;
  readonly onRole: (role: string) => void;
  readonly onRemove: () => void;
  readonly onRights: (userId: number) => void;
}

function ParticipantRow({ participant, choices, isBusy, onRole, onRemove, onRights }: ParticipantRowProps) {
  const may = useMay("workspace:write");
  const name = nameOfParticipant(participant);
  const { userId, wspRole, email, type } = participant;
  return (
    <tr>
      <td className="wide">
        <Who participant={participant} />
      </td>
      <td className="not-on-phone">{email}</td>
      <td className="not-on-phone">{type.toLowerCase()}</td>
      <td>
        {may.isAllowed ? (
          <RoleSelect label={`Role of ${name}`} value={wspRole} choices={choices} isBusy={isBusy} onChange={onRole} />
        ) : (
          wspRole
        )}
      </td>
      <td data-numeric>
        {userId === null ? undefined : (
          <GuardedIcon verdict={allowed} name={`What ${name} may do`} onClick={() => onRights(userId)}>
            <IconListCheck size={16} />
          </GuardedIcon>
        )}
        <GuardedIcon verdict={may} name={`Remove ${name} from the workspace`} shortName="Remove" onClick={onRemove}>
          <IconUserMinus size={16} />
        </GuardedIcon>
      </td>
    </tr>
  );
}

function Who({ participant }: { readonly participant: Participant }) {
  const { orgName } = useWorkspaceScope();
  const { user } = useSession();
  const { userName, firstName, lastName, userAvatarUrl, userId, teamId, teamName } = participant;
  if (teamId === null) {
    return <PersonMark person={{ userName: userName ?? "", firstName, lastName }} avatarUrl={userAvatarUrl} isSelf={userId === user.id} />;
  }
  return (
    <span className="person-mark">
      <span className="person-mark-initials" aria-hidden>
        <IconUsersGroup size={14} />
      </span>
      <Link to={paths.team(orgName, teamId)} className="strong">
        {teamName}
      </Link>
    </span>
  );
}
