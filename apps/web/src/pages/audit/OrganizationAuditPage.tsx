import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useWhereabouts } from "../../hooks/use-scope.ts";
import { AuditPage } from "./AuditPage.tsx";
import { NotForYou } from "./NotForYou.tsx";

/** What happened in an organization and its workspaces, for its owners. */
export function OrganizationAuditPage() {
  usePageTitle("Audit");
  const { place } = useWhereabouts();
  if (place.kind !== "organization") return undefined;
  const { orgId, name, role } = place.organization;
  if (role !== "owner") return <NotForYou why={`Needs to be an owner of ${name}`} />;
  return (
    <AuditPage scope={{ kind: "organization", orgId }} title="Audit">
      What was done in this organization and its workspaces, newest first.
    </AuditPage>
  );
}
