import { usePageTitle } from "../../hooks/use-page-title.ts";
import { AuditPage } from "./AuditPage.tsx";

const scope = { kind: "server" } as const;

/** The whole trail, for those who run the server. */
export function ServerAuditPage() {
  usePageTitle("Audit", "Administration");
  return (
    <AuditPage scope={scope} title="Audit">
      Everything that was done on this server, newest first. <code className="mono">./postern audit verify</code> says whether somebody
      changed it.
    </AuditPage>
  );
}
