import type { Member } from "@postern/contracts";
import { organizationRoles } from "@postern/domain";
import type { OrganizationRole } from "@postern/domain";
import { IconUserMinus } from "@tabler/icons-react";
import { useState } from "react";
import { put } from "../../api/client.ts";
import type { PeopleSection } from "../../api/organization-queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { useOrganization, useSession } from "../../hooks/use-scope.ts";
import { GuardedIcon } from "../../layouts/GuardedButton.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { ErrorNote } from "../../ui/ErrorNote.tsx";
import { PersonMark } from "../../ui/PersonMark.tsx";
import { RoleSelect } from "../../ui/RoleSelect.tsx";
import { RemoveMemberDialog } from "./RemoveMemberDialog.tsx";

const roleChoices = organizationRoles.map((name) => ({ name, isOutOfReach: false }));

interface RoleWish {
  readonly member: Member;
  readonly role: OrganizationRole;
}

export interface PeopleTableProps {
  readonly section: PeopleSection;
  readonly people: readonly Member[];
}

/** Who is in the organization, as what. Roles are changed in their row. */
export function PeopleTable({ section, people }: PeopleTableProps) {
  const { orgId, name } = useOrganization();
  const { user } = useSession();
  const [leaving, setLeaving] = useState<Member | undefined>();
  const [lowering, setLowering] = useState<RoleWish | undefined>();
  const change = useChange({
    act: ({ member, role }: RoleWish) => put(`/api/orgs/${String(orgId)}/members/${String(member.memberId)}/role`, { role }),
    old: [queryKeys.organization(orgId), queryKeys.places],
    onDone: () => setLowering(undefined),
  });
  const wish = (wanted: RoleWish): void => {
    if (wanted.member.userId === user.id) setLowering(wanted);
    else change.mutate(wanted);
  };
  const failed = change.variables?.member.userName ?? "";
  return (
    <>
      {change.error === null ? undefined : <ErrorNote title={`The role of ${failed} was not changed.`} error={change.error} />}
      <DataTable label={section === "members" ? "Members" : "Collaborators"}>
        <thead>
          <tr>
            <th>Person</th>
            <th className="not-on-phone">E-mail address</th>
            <th>Role</th>
            <th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {people.map((member) => (
            <PersonRow
              key={member.memberId}
              member={member}
              isBusy={change.isPending && change.variables.member.memberId === member.memberId}
              onRole={(role) => wish({ member, role })}
              onRemove={() => setLeaving(member)}
            />
          ))}
        </tbody>
      </DataTable>
      {leaving === undefined ? undefined : <RemoveMemberDialog member={leaving} onClose={() => setLeaving(undefined)} />}
      {lowering === undefined ? undefined : (
        <ConfirmDialog
          title="Change your own role?"
          verb={`Become ${lowering.role}`}
          keepVerb="Stay owner"
          isBusy={change.isPending}
          error={change.error}
          onConfirm={() => change.mutate(lowering)}
          onClose={() => setLowering(undefined)}
        >
          You can no longer manage {name}: only another owner can make you one again.
        </ConfirmDialog>
      )}
    </>
  );
}

interface PersonRowProps {
  readonly member: Member;
  readonly isBusy: boolean;
  readonly onRole: (role: OrganizationRole) => void;
  readonly onRemove: () => void;
}

function PersonRow({ member, isBusy, onRole, onRemove }: PersonRowProps) {
  const { user } = useSession();
  const mayChange = useMayInOrganization("organization:write");
  const toRole = (text: string): void => {
    const role = organizationRoles.find((one) => one === text);
    if (role !== undefined) onRole(role);
  };
  return (
    <tr>
      <td className="wide">
        <PersonMark person={member} avatarUrl={member.avatar} isSelf={member.userId === user.id} />
      </td>
      <td className="not-on-phone">{member.email}</td>
      <td>
        {mayChange.isAllowed ? (
          <RoleSelect label={`Role of ${member.userName}`} value={member.role} choices={roleChoices} isBusy={isBusy} onChange={toRole} />
        ) : (
          member.role
        )}
      </td>
      <td data-numeric>
        <GuardedIcon verdict={mayChange} name={`Remove ${member.userName} from the organization`} shortName="Remove" onClick={onRemove}>
          <IconUserMinus size={16} />
        </GuardedIcon>
      </td>
    </tr>
  );
}
