import type { Database } from "@postern/database";
import { AuditReader } from "./features/audit/read/audit-reader.ts";
import { listOpenings } from "./features/audit/read/list-openings.ts";
import type { OpeningsOf } from "./features/audit/read/list-openings.ts";
import { nameRuns } from "./features/runs/runs-on-environments.ts";

/** What the features that have something sealed tell of its openings, out of the audit trail. */
export function composeOpenings(database: Database): OpeningsOf {
  const parts = { auditReader: new AuditReader(database), nameRuns: (ids: readonly string[]) => nameRuns(database.query, ids) };
  return (wanted) => listOpenings(parts, wanted);
}
