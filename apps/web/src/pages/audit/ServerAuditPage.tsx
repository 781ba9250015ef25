import { usePageTitle } from "../../hooks/use-page-title.ts";
import { AuditPage } from "./AuditPage.tsx";

/** The whole trail, for those who run the server. */
export function ServerAuditPage() {
  usePageTitle("Audit", "Administration");
  return (
    <AuditPage scope={{}} title="Audit">
      Everything that was done on this server, newest first.
    </AuditPage>
  );
}
