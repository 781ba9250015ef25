import type { AdministeredWorkspace, ListAdministeredWorkspacesResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries } from "../../api/queries.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { NameCell } from "../../ui/NameCell.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { usePagedSearch } from "../../hooks/use-paged-search.ts";
import type { PagedSearch } from "../../hooks/use-paged-search.ts";

/** Which workspaces are there, and how many work in each? */
export function AllWorkspacesPage() {
  usePageTitle("Workspaces", "Administration");
  const paged = usePagedSearch();
  const workspaces = useQuery(queries.allWorkspaces(paged.query));
  return (
    <>
      <PageHeader title="Workspaces">Personal workspaces are not shown: what is in them is seen by their person alone.</PageHeader>
      <Answer to={workspaces} failure="The workspaces could not be read." rows={8}>
        {(answer) => <FoundWorkspaces answer={answer} paged={paged} />}
      </Answer>
    </>
  );
}

function FoundWorkspaces({ answer, paged }: { readonly answer: ListAdministeredWorkspacesResponse; readonly paged: PagedSearch }) {
  const { query, page, pageSize, onSearch, onPage } = paged;
  if (answer.totalSize === 0 && query.search === "") {
    return (
      <EmptyState title="There is no workspace yet">
        Owners make them in their organization, for each group of people that works together.
      </EmptyState>
    );
  }
  return (
    <>
      <SearchBox label="Search workspaces" placeholder="Name or organization" value={query.search} onSearch={onSearch} />
      {answer.workspaces.length === 0 ? (
        <p className="sentence">No workspace matches “{query.search}”.</p>
      ) : (
        <WorkspaceTable workspaces={answer.workspaces} />
      )}
      <Pager page={page} pageSize={pageSize} total={answer.totalSize} onPage={onPage} />
    </>
  );
}

function WorkspaceTable({ workspaces }: { readonly workspaces: readonly AdministeredWorkspace[] }) {
  return (
    <DataTable label="Workspaces">
      <thead>
        <tr>
          <th>Workspace</th>
          <th>Organization</th>
          <th className="not-on-phone">Seen by</th>
          <th className="not-on-phone" data-numeric>
            Participants
          </th>
          <th className="not-on-phone">Made</th>
        </tr>
      </thead>
      <tbody>
        {workspaces.map((workspace) => (
          <tr key={workspace.workspaceId}>
            <NameCell name={workspace.name} fullName={workspace.fullName} />
            <td>
              <Link to={paths.allOrganizations()} search={() => ({ search: workspace.orgName })}>
                {workspace.orgName}
              </Link>
            </td>
            <td className="not-on-phone">{workspace.visibility === "SHARED" ? "the organization" : "its participants"}</td>
            <td className="not-on-phone" data-numeric>
              {workspace.participantCount}
            </td>
            <td className="not-on-phone">
              <RelativeTime at={workspace.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
