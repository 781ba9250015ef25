import type { Database } from "@postern/database";
import { toUserId } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { trailHasher } from "../features/audit/chain/trail-hasher.ts";
import type { Remembered } from "../features/audit/verify/chain-walk.ts";
import { renderFinding } from "../features/audit/verify/finding.ts";
import { verifyTrail } from "../features/audit/verify/verify-trail.ts";
import type { Verification } from "../features/audit/verify/verify-trail.ts";
import { auditVault, openAudit } from "./open-audit.fixture.ts";

/** Acts of the first user, one after the other, with something in every column. */
export async function actTimes(database: Database, clock: Clock, count: number): Promise<void> {
  const audit = openAudit(database, clock);
  for (let index = 1; index <= count; index += 1) {
    await audit.recordAlone({
      actor: toUserId(1),
      action: "thing.change",
      targetKind: "thing",
      targetId: `t${String(index)}`,
      targetName: "a thing",
      organizationId: 3,
      workspaceId: 4,
      before: { size: index },
      after: { size: index + 1, password: "p" },
      detail: { step: index },
    });
  }
}

/** As `postern audit verify` looks, with the key of `openAudit`. */
export function verifyAudit(database: Database, remembered: readonly Remembered[] = []): Promise<Verification> {
  return verifyTrail({ query: database.query, hasher: trailHasher(auditVault()), remembered });
}

/** What is found, in words. */
export async function foundInAudit(database: Database, remembered: readonly Remembered[] = []): Promise<readonly string[]> {
  const { findings } = await verifyAudit(database, remembered);
  return findings.map(renderFinding);
}
