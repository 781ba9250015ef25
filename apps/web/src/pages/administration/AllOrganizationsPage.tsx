import { Button } from "@mantine/core";
import type { AdministeredOrganization, ListAdministeredOrganizationsResponse } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { Answer } from "../../ui/Answer.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { NameCell } from "../../ui/NameCell.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { StateMark } from "../../ui/StateMark.tsx";
import { AppointOwnerDialog } from "./AppointOwnerDialog.tsx";
import { usePagedSearch } from "../../hooks/use-paged-search.ts";
import type { PagedSearch } from "../../hooks/use-paged-search.ts";
import "./AllOrganizationsPage.css";

/** Which organizations are there, and who answers for each? */
export function AllOrganizationsPage() {
  usePageTitle("Organizations", "Administration");
  const paged = usePagedSearch();
  const organizations = useQuery(queries.allOrganizations(paged.query));
  const [appointing, setAppointing] = useState<AdministeredOrganization | undefined>();
  return (
    <>
      <PageHeader title="Organizations">
        Their owners run them, and appoint each other. Where nobody is left who can sign in, you appoint one.
      </PageHeader>
      <Answer to={organizations} failure="The organizations could not be read." rows={8}>
        {(answer) => <FoundOrganizations answer={answer} paged={paged} onAppoint={setAppointing} />}
      </Answer>
      {appointing === undefined ? undefined : <AppointOwnerDialog organization={appointing} onClose={() => setAppointing(undefined)} />}
    </>
  );
}

interface FoundOrganizationsProps {
  readonly answer: ListAdministeredOrganizationsResponse;
  readonly paged: PagedSearch;
  readonly onAppoint: (organization: AdministeredOrganization) => void;
}

function FoundOrganizations({ answer, paged, onAppoint }: FoundOrganizationsProps) {
  const { query, page, pageSize, onSearch, onPage } = paged;
  if (answer.totalSize === 0 && query.search === "") {
    return (
      <EmptyState title="There is no organization yet">
        Whoever shares runs, credentials or environments with others makes one: with New organization in the list of workspaces, at the top.
      </EmptyState>
    );
  }
  return (
    <>
      <SearchBox label="Search organizations" placeholder="Name" value={query.search} onSearch={onSearch} />
      {answer.organizations.length === 0 ? (
        <p className="sentence">No organization matches “{query.search}”.</p>
      ) : (
        <OrganizationTable organizations={answer.organizations} onAppoint={onAppoint} />
      )}
      <Pager page={page} pageSize={pageSize} total={answer.totalSize} onPage={onPage} />
    </>
  );
}

interface OrganizationTableProps {
  readonly organizations: readonly AdministeredOrganization[];
  readonly onAppoint: (organization: AdministeredOrganization) => void;
}

function OrganizationTable({ organizations, onAppoint }: OrganizationTableProps) {
  return (
    <DataTable label="Organizations" className="keeps-words">
      <thead>
        <tr>
          <th>Organization</th>
          <th>Owners</th>
          <th className="not-on-phone" data-numeric>
            Members
          </th>
          <th className="not-on-phone" data-numeric>
            Workspaces
          </th>
          <th className="not-on-phone">Made</th>
        </tr>
      </thead>
      <tbody>
        {organizations.map((organization) => (
          <tr key={organization.orgId}>
            <NameCell name={organization.name} fullName={organization.fullName} />
            <td>
              {organization.owners.length > 0 ? (
                <Owners userNames={organization.owners} />
              ) : (
                <NoOwner organization={organization} onAppoint={onAppoint} />
              )}
            </td>
            <td className="not-on-phone" data-numeric>
              {organization.memberCount}
            </td>
            <td className="not-on-phone" data-numeric>
              {organization.workspaceCount}
            </td>
            <td className="not-on-phone">
              <RelativeTime at={organization.createdAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function Owners({ userNames }: { readonly userNames: readonly string[] }) {
  const [first = "", ...others] = userNames;
  return (
    <span title={userNames.join("\n")}>
      {first}
      {others.length === 0 ? undefined : <span className="quiet"> and {others.length} more</span>}
    </span>
  );
}

interface NoOwnerProps {
  readonly organization: AdministeredOrganization;
  readonly onAppoint: (organization: AdministeredOrganization) => void;
}

function NoOwner({ organization, onAppoint }: NoOwnerProps) {
  return (
    <span className="no-owner">
      <StateMark look={{ shape: "question", tone: "unknown", word: "nobody" }} />
      <Button
        variant="default"
        size="compact-sm"
        aria-label={`Appoint an owner of ${organization.name}`}
        onClick={() => onAppoint(organization)}
      >
        Appoint
      </Button>
    </span>
  );
}
