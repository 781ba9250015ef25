import type { Role } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { queries } from "../../api/queries.ts";
import { useAddress } from "../../hooks/use-address.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { usePathMember } from "../../hooks/use-path-member.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { Link } from "@tanstack/react-router";
import { GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Answer } from "../../ui/Answer.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { RoleForm } from "./RoleForm.tsx";
import { RoleMatrix } from "./RoleMatrix.tsx";

/** One role: what it may do; for a custom one, to be changed. */
export function RolePage() {
  const { orgId, name: orgName } = useOrganization();
  const roleName = usePathMember("roleName");
  const answer = useQuery(queries.role(orgId, roleName));
  usePageTitle(roleName, "Roles", orgName);
  return (
    <Answer to={answer} failure="The role could not be read." rows={12}>
      {({ role }) => <RoleDetail role={role} />}
    </Answer>
  );
}

function RoleDetail({ role }: { readonly role: Role }) {
  const { name: orgName } = useOrganization();
  const may = useMayInOrganization("organization:write");
  const actions = (
    <GuardedLink verdict={may} variant="default" to={paths.newRole(orgName)} search={{ from: role.name }}>
      Duplicate
    </GuardedLink>
  );
  const isFixed = role.isPredefined || !may.isAllowed;
  return (
    <>
      <PageHeader title={role.name} actions={actions}>
        {isFixed ? <div>{role.description}</div> : undefined}
        <Link to={paths.roles(orgName)}>All roles</Link>
      </PageHeader>
      {role.isPredefined ? (
        <p className="sentence">A built-in role never changes. Duplicate it to make one that is almost the same.</p>
      ) : undefined}
      {isFixed ? (
        <RoleMatrix chosen={new Set(role.permissions)} isReadOnly onToggle={() => undefined} />
      ) : (
        <RoleForm role={role} from={role} />
      )}
    </>
  );
}

/** A new role, empty or as another one is. */
export function NewRolePage() {
  const { orgId, name: orgName } = useOrganization();
  usePageTitle("New role", orgName);
  const { address } = useAddress();
  const from = address["from"];
  const answer = useQuery({ ...queries.role(orgId, from ?? "view"), staleTime: Number.POSITIVE_INFINITY });
  return (
    <>
      <PageHeader title="New role">
        <Link to={paths.roles(orgName)}>All roles</Link>
      </PageHeader>
      <Answer to={answer} failure="The role to begin with could not be read." rows={12}>
        {({ role }) => <RoleForm key={role.name} role={undefined} from={role} />}
      </Answer>
    </>
  );
}
