import { Button } from "@mantine/core";
import type { WorkspaceListEntry } from "@postern/contracts";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { usePagedSearch } from "../../hooks/use-paged-search.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { rolesWords } from "../../layouts/place-choices.ts";
import { paths } from "../../paths.ts";
import type { WorkspaceScope } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { AddWorkspaceDialog } from "./AddWorkspaceDialog.tsx";

/** The first page of an organization: where its people work. */
export function WorkspacesPage() {
  const { orgId, name } = useOrganization();
  usePageTitle("Workspaces", name);
  const organization = useQuery(queries.organization(orgId));
  const list = useQuery(queries.workspacesOf(orgId));
  const mayAdd = useMayInOrganization("organization:write");
  const [isAdding, setAdding] = useState(false);
  const addButton = (
    <GuardedButton verdict={mayAdd} leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add workspace
    </GuardedButton>
  );
  const about = organization.data?.organization;
  return (
    <>
      <PageHeader title="Workspaces" actions={list.data?.workspaces.length === 0 ? undefined : addButton}>
        {about === undefined ? name : [about.fullName, about.location, about.description].filter(isSaid).join(" · ")}
      </PageHeader>
      <Answer to={list} failure="The workspaces could not be read." rows={4}>
        {({ workspaces }) =>
          workspaces.length > 0 ? (
            <FoundWorkspaces workspaces={workspaces} />
          ) : (
            <EmptyState title={`${name} has no workspace yet`} action={addButton}>
              A workspace holds runs, credentials and compute environments, and says who may do what with them. Make one for each group of
              people who share a cluster account or a project.
            </EmptyState>
          )
        }
      </Answer>
      {isAdding ? <AddWorkspaceDialog onClose={() => setAdding(false)} /> : undefined}
    </>
  );
}

const isSaid = (text: string | null): boolean => text !== null && text !== "";

function FoundWorkspaces({ workspaces }: { readonly workspaces: readonly WorkspaceListEntry[] }) {
  const { query, onSearch, ...paged } = usePagedSearch();
  const { search } = query;
  const found = workspaces.filter((one) => `${one.name} ${one.fullName}`.toLowerCase().includes(search.toLowerCase()));
  return (
    <>
      <div className="tab-bar">
        <SearchBox label="Search workspaces" value={search} onSearch={onSearch} />
      </div>
      {found.length === 0 ? (
        <p className="sentence">No workspace has “{search}” in its name.</p>
      ) : (
        <WorkspaceTable workspaces={found.slice(query.offset, query.offset + query.max)} />
      )}
      {found.length > paged.pageSize ? <Pager {...paged} total={found.length} /> : undefined}
    </>
  );
}

function WorkspaceTable({ workspaces }: { readonly workspaces: readonly WorkspaceListEntry[] }) {
  return (
    <DataTable label="Workspaces">
      <thead>
        <tr>
          <th>Name</th>
          <th className="not-on-phone">Full name</th>
          <th>Visibility</th>
          <th>Your role</th>
          <th className="not-on-phone" aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {workspaces.map((one) => (
          <WorkspaceRow key={one.id} workspace={one} />
        ))}
      </tbody>
    </DataTable>
  );
}

/** A shared workspace that one takes no part in is only named: there is nothing to open. */
function WorkspaceRow({ workspace }: { readonly workspace: WorkspaceListEntry }) {
  const { orgId, name: orgName, workspaces } = useOrganization();
  const { id: workspaceId, name: workspaceName, fullName, description, visibility } = workspace;
  const scope: WorkspaceScope = { kind: "workspace", orgId, orgName, workspaceId, workspaceName };
  const own = workspaces.find((each) => each.workspaceId === workspaceId);
  return (
    <tr>
      <td>
        {own === undefined ? (
          <span className="strong">{workspaceName}</span>
        ) : (
          <Link to={paths.runs(scope)} className="strong">
            {workspaceName}
          </Link>
        )}
      </td>
      <td className="wide not-on-phone" title={description ?? undefined}>
        {fullName}
      </td>
      <td>{visibility === "SHARED" ? "shared" : "private"}</td>
      <td>{own === undefined ? <span className="quiet">none</span> : rolesWords(own)}</td>
      <td data-numeric className="not-on-phone">
        {own === undefined ? undefined : (
          <Button component={Link} to={paths.participants(scope)} variant="default" size="compact-sm">
            Participants
          </Button>
        )}
      </td>
    </tr>
  );
}
