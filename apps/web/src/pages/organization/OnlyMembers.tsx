import { Outlet } from "@tanstack/react-router";
import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useMayInOrganization } from "../../hooks/use-may.ts";
import { useOrganization } from "../../hooks/use-scope.ts";
import { LinkButton } from "../../layouts/LinkButton.tsx";
import { paths } from "../../paths.ts";
import { EmptyState } from "../../ui/EmptyState.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";

/** Around pages about the people of an organization: collaborators are from outside, and nothing is asked of the server for them. */
export function OnlyMembers() {
  const { isAllowed } = useMayInOrganization("organization_people:read");
  return isAllowed ? <Outlet /> : <ForMembers />;
}

function ForMembers() {
  const { name } = useOrganization();
  usePageTitle("Only for members");
  return (
    <>
      <PageHeader title={name} />
      <EmptyState title="Only for members" action={<LinkButton to={paths.organization(name)}>Your workspaces in {name}</LinkButton>}>
        You take part in single workspaces of {name}, as a collaborator. Who belongs to it, and its teams and roles, are for its members.
      </EmptyState>
    </>
  );
}
