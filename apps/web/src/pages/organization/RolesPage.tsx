import type { RoleListEntry } from "@postern/contracts";
import { IconCopyPlus, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { remove, withQuery } from "../../api/client.ts";
import { queries } from "../../api/queries.ts";
import { queryKeys } from "../../api/query-keys.ts";
import { useChange } from "../../hooks/use-change.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { usePagedSearch } from "../../hooks/use-paged-search.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { GuardedIcon, GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { ConfirmDialog } from "../../ui/ConfirmDialog.tsx";
import { DataTable } from "../../ui/DataTable.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { Pager } from "../../ui/Pager.tsx";
import { SearchBox } from "../../ui/SearchBox.tsx";

/** Which roles there are for the workspaces of the organization. */
export function RolesPage() {
  const { orgId, name } = useOrganization();
  usePageTitle("Roles", name);
  const { query, onSearch, ...paged } = usePagedSearch();
  const roles = useQuery(queries.roles(orgId, query));
  const mayAdd = useMayInOrganization("organization:write");
  const [leaving, setLeaving] = useState<RoleListEntry | undefined>();
  return (
    <>
      <PageHeader
        title="Roles"
        actions={
          <GuardedLink verdict={mayAdd} to={paths.newRole(name)} leftSection={<IconPlus size={16} />}>
            New role
          </GuardedLink>
        }
      >
        What a participant may do in a workspace. The built-in roles never change; make your own where none fits.
      </PageHeader>
      <Answer to={roles} failure="The roles could not be read." rows={7}>
        {({ roles: list, totalSize }) => (
          <>
            <div className="tab-bar">
              <SearchBox label="Search roles" placeholder="Name" value={query.search} onSearch={onSearch} />
            </div>
            {list.length === 0 ? (
              <p className="sentence">No role has “{query.search}” in its name.</p>
            ) : (
              <RoleTable roles={list} onDelete={setLeaving} />
            )}
            {totalSize > paged.pageSize ? <Pager {...paged} total={totalSize} /> : undefined}
          </>
        )}
      </Answer>
      {leaving === undefined ? undefined : <DeleteRoleDialog role={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}

interface RoleTableProps {
  readonly roles: readonly RoleListEntry[];
  readonly onDelete: (role: RoleListEntry) => void;
}

function RoleTable({ roles, onDelete }: RoleTableProps) {
  const { name: orgName } = useOrganization();
  const router = useRouter();
  const may = useMayInOrganization("organization:write");
  const duplicate = (role: string): void => void router.navigate({ to: paths.newRole(orgName), search: { from: role } });
  return (
    <DataTable label="Roles">
      <thead>
        <tr>
          <th>Name</th>
          <th className="not-on-phone">What for</th>
          <th>Kind</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {roles.map(({ name, description, isPredefined }) => (
          <tr key={name}>
            <td>
              <Link to={paths.role(orgName, name)} className="strong">
                {name}
              </Link>
            </td>
            <td className="wide not-on-phone" title={description}>
              {description}
            </td>
            <td>{isPredefined ? "built-in" : "custom"}</td>
            <td data-numeric>
              {isPredefined ? undefined : (
                <GuardedIcon
                  verdict={may}
                  name={`Delete the role ${name}`}
                  shortName="Delete"
                  onClick={() => onDelete({ name, description, isPredefined })}
                >
                  <IconTrash size={16} />
                </GuardedIcon>
              )}
              <GuardedIcon verdict={may} name={`Duplicate the role ${name}`} shortName="Duplicate" onClick={() => duplicate(name)}>
                <IconCopyPlus size={16} />
              </GuardedIcon>
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function DeleteRoleDialog({ role, onClose }: { readonly role: RoleListEntry; readonly onClose: () => void }) {
  const { orgId } = useOrganization();
  const del = useChange({
    act: () => remove(withQuery(`/api/roles/${encodeURIComponent(role.name)}`, { orgId })),
    old: [[...queryKeys.organization(orgId), "roles"]],
    onDone: onClose,
  });
  return (
    <ConfirmDialog
      title={`Delete the role ${role.name}?`}
      verb="Delete role"
      isBusy={del.isPending}
      error={del.error}
      onConfirm={() => del.mutate()}
      onClose={onClose}
    >
      It is only deleted while nobody has it. Those who do are named.
    </ConfirmDialog>
  );
}
