import { usePageTitle } from "../../hooks/use-page-title.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { AuditPage } from "./AuditPage.tsx";
import { NotForYou } from "./NotForYou.tsx";

/** What happened in a workspace, for those who look after it. */
export function WorkspaceAuditPage() {
  usePageTitle("Audit");
  const scope = useScope();
  const verdict = useMay("audit:read");
  if (scope.kind !== "workspace") return undefined;
  if (!verdict.isAllowed) return <NotForYou why={verdict.why} />;
  const { orgId, workspaceId } = scope;
  return (
    <AuditPage scope={{ kind: "workspace", orgId, workspaceId }} title="Audit">
      What was done in this workspace, newest first.
    </AuditPage>
  );
}
