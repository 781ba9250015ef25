import type { Team } from "@postern/contracts";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { queries } from "../../api/queries.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { usePagedSearch } from "../../hooks/use-paged-search.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { GuardedButton } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";
import { TeamDialog } from "./TeamDialog.tsx";

/** People who are given roles together. */
export function TeamsPage() {
  const { orgId, name } = useOrganization();
  usePageTitle("Teams", name);
  const { query, onSearch, ...paged } = usePagedSearch();
  const teams = useQuery(queries.teams(orgId, query));
  const mayAdd = useMayInOrganization("organization:write");
  const [isAdding, setAdding] = useState(false);
  const router = useRouter();
  const isEmpty = teams.data?.totalSize === 0 && query.search === "";
  const addButton = (
    <GuardedButton verdict={mayAdd} leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add team
    </GuardedButton>
  );
  return (
    <>
      <PageHeader title="Teams" actions={isEmpty ? undefined : addButton}>
        A team takes part in a workspace as one: whoever joins it has its role there, whoever leaves it loses it.
      </PageHeader>
      <Answer to={teams} failure="The teams could not be read." rows={4}>
        {({ teams: list, totalSize }) =>
          isEmpty ? (
            <EmptyState title={`${name} has no team yet`} action={addButton}>
              Make one for people who do the same work, such as the core facility. Its role in a workspace is given once, and not to each.
            </EmptyState>
          ) : (
            <>
              <div className="tab-bar">
                <SearchBox label="Search teams" placeholder="Name" value={query.search} onSearch={onSearch} />
              </div>
              {list.length === 0 ? <p className="sentence">No team's name begins with “{query.search}”.</p> : <TeamTable teams={list} />}
              {totalSize > paged.pageSize ? <Pager {...paged} total={totalSize} /> : undefined}
            </>
          )
        }
      </Answer>
      {isAdding ? (
        <TeamDialog
          team={undefined}
          onClose={() => setAdding(false)}
          onDone={(team) => void router.navigate({ to: paths.team(name, team.teamId) })}
        />
      ) : undefined}
    </>
  );
}

function TeamTable({ teams }: { readonly teams: readonly Team[] }) {
  const { name } = useOrganization();
  return (
    <DataTable label="Teams">
      <thead>
        <tr>
          <th>Name</th>
          <th>Description</th>
          <th data-numeric>Members</th>
        </tr>
      </thead>
      <tbody>
        {teams.map((team) => (
          <tr key={team.teamId}>
            <td>
              <Link to={paths.team(name, team.teamId)} className="strong">
                {team.name}
              </Link>
            </td>
            <td className="wide" title={team.description ?? undefined}>
              {team.description}
            </td>
            <td data-numeric>{team.membersCount.toLocaleString()}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
