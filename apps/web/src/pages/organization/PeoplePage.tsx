import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PeopleSection } from "../../api/organization-queries.ts";
import { queries } from "../../api/queries.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { usePagedSearch } from "../../hooks/use-paged-search.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { Answer } from "../../ui/Answer.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { InviteDialog } from "./InviteDialog.tsx";
import { PeopleTable } from "./PeopleTable.tsx";

interface SectionWords {
  readonly title: string;
  readonly about: string;
  readonly verb: string;
  readonly failure: string;
  readonly search: string;
  readonly empty: string;
  readonly teaches: string;
}

const words: Readonly<Record<PeopleSection, SectionWords>> = {
  members: {
    title: "Members",
    about: "People who belong to the organization. Owners may do everything in it, and in each of its workspaces.",
    verb: "Invite member",
    failure: "The members could not be read.",
    search: "Search members",
    empty: "You are the only one so far",
    teaches: "Members see the shared workspaces of the organization, and take part in those where somebody gives them a role.",
  },
  collaborators: {
    title: "Collaborators",
    about: "People from outside who are let into single workspaces. They see nothing else of the organization.",
    verb: "Invite collaborator",
    failure: "The collaborators could not be read.",
    search: "Search collaborators",
    empty: "Nobody from outside takes part",
    teaches: "A collaborator works in the workspaces that name them, and sees neither members nor other workspaces.",
  },
};

export const MembersPage = () => <PeoplePage section="members" />;
export const CollaboratorsPage = () => <PeoplePage section="collaborators" />;

function PeoplePage({ section }: { readonly section: PeopleSection }) {
  const { title, about, verb, failure, search, empty, teaches } = words[section];
  const { orgId, name } = useOrganization();
  usePageTitle(title, name);
  const { query, onSearch, ...paged } = usePagedSearch();
  const people = useQuery(queries.people(orgId, section, query));
  const mayInvite = useMayInOrganization("organization:write");
  const [isInviting, setInviting] = useState(false);
  // The one member is whoever looks.
  const alone = section === "members" ? 1 : 0;
  const isEmpty = query.search === "" && people.data !== undefined && people.data.totalSize <= alone;
  const inviteButton = (
    <GuardedButton verdict={mayInvite} leftSection={<IconUserPlus size={16} />} onClick={() => setInviting(true)}>
      {verb}
    </GuardedButton>
  );
  return (
    <>
      <PageHeader title={title} actions={isEmpty ? undefined : inviteButton}>
        {about}
      </PageHeader>
      <Answer to={people} failure={failure} rows={8}>
        {({ members, totalSize }) => (
          <>
            {totalSize > 0 || query.search !== "" ? (
              <div className="tab-bar">
                <SearchBox label={search} placeholder="User name or e-mail address" value={query.search} onSearch={onSearch} />
              </div>
            ) : undefined}
            {members.length > 0 ? <PeopleTable section={section} people={members} /> : undefined}
            {members.length === 0 && query.search !== "" ? (
              <p className="sentence">Nobody's user name or address begins with “{query.search}”.</p>
            ) : undefined}
            {totalSize > paged.pageSize ? <Pager {...paged} total={totalSize} /> : undefined}
            {isEmpty ? (
              <EmptyState title={empty} action={inviteButton}>
                {teaches}
              </EmptyState>
            ) : undefined}
          </>
        )}
      </Answer>
      {isInviting ? <InviteDialog section={section} onClose={() => setInviting(false)} /> : undefined}
    </>
  );
}
