import type { Member, Team } from "@postern/contracts";
import { IconUserMinus, IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { remove } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { usePagedSearch } from "../../hooks/use-paged-search.ts";
import { useOrganization, useSession } from "../../hooks/use-scope.ts";
import { GuardedButton, GuardedIcon } from "../../layouts/GuardedButton.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { PersonMark } from "../../ui/PersonMark.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { AddTeamMemberDialog } from "./AddTeamMemberDialog.tsx";

/** The people of a team, as a part of its page. */
export function TeamMembers({ team }: { readonly team: Team }) {
  const { orgId } = useOrganization();
  const { query, onSearch, ...paged } = usePagedSearch();
  const members = useQuery(queries.teamMembers(orgId, team.teamId, query));
  const mayAdd = useMayInOrganization("organization:write");
  const [isAdding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Member | undefined>();
  return (
    <section className="page-part" aria-labelledby="team-members">
      <div className="page-part-head">
        <h2 id="team-members">Members</h2>
        <GuardedButton verdict={mayAdd} variant="default" leftSection={<IconUserPlus size={16} />} onClick={() => setAdding(true)}>
          Add people
        </GuardedButton>
      </div>
      <Answer to={members} failure="The members of the team could not be read." rows={4}>
        {({ members: list, totalSize }) => (
          <>
            {totalSize > paged.pageSize || query.search !== "" ? (
              <div className="tab-bar">
                <SearchBox label="Search members" placeholder="User name or e-mail address" value={query.search} onSearch={onSearch} />
              </div>
            ) : undefined}
            {list.length === 0 ? (
              <p className="sentence">
                {query.search === "" ? "Nobody is in the team yet." : `Nobody here begins with “${query.search}”.`}
              </p>
            ) : (
              <MemberTable team={team} members={list} onRemove={setLeaving} />
            )}
            {totalSize > paged.pageSize ? <Pager {...paged} total={totalSize} /> : undefined}
          </>
        )}
      </Answer>
      {isAdding ? <AddTeamMemberDialog team={team} onClose={() => setAdding(false)} /> : undefined}
      {leaving === undefined ? undefined : <TakeOutDialog team={team} member={leaving} onClose={() => setLeaving(undefined)} />}
    </section>
  );
}

interface MemberTableProps {
  readonly team: Team;
  readonly members: readonly Member[];
  readonly onRemove: (member: Member) => void;
}

function MemberTable({ team, members, onRemove }: MemberTableProps) {
  const { user } = useSession();
  const may = useMayInOrganization("organization:write");
  return (
    <DataTable label={`Members of ${team.name}`}>
      <thead>
        <tr>
          <th>Person</th>
          <th className="not-on-phone">E-mail address</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr key={member.memberId}>
            <td className="wide">
              <PersonMark person={member} avatarUrl={member.avatar} isSelf={member.userId === user.id} />
            </td>
            <td className="not-on-phone">{member.email}</td>
            <td data-numeric>
              <GuardedIcon
                verdict={may}
                name={`Take ${member.userName} out of the team`}
                shortName="Take out"
                onClick={() => onRemove(member)}
              >
                <IconUserMinus size={16} />
              </GuardedIcon>
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

interface TakeOutDialogProps {
  readonly team: Team;
  readonly member: Member;
  readonly onClose: () => void;
}

function TakeOutDialog({ team, member, onClose }: TakeOutDialogProps) {
  const { orgId } = useOrganization();
  const takeOut = useChange({
    act: () => remove(`/api/orgs/${String(orgId)}/teams/${String(team.teamId)}/members/${String(member.memberId)}/delete`),
    old: [queryKeys.organization(orgId)],
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title={`Take ${member.userName} out of ${team.name}?`}
      verb="Take out of the team"
      isBusy={takeOut.isPending}
      error={takeOut.error}
      onConfirm={() => takeOut.mutate()}
      onClose={onClose}
    >
      They lose the roles that the team gives them, and what is limited to the team. Roles of their own stay.
    </ConfirmDialog>
  );
}
