import type { Query } from "@postern/database";
import { AppError, toWorkspaceId } from "@postern/domain";
import type { Conflict, ErrorCode, UserId } from "@postern/domain";
import type { AuditEntry } from "../audit/service.ts";
import type { ComputeEnvService } from "../compute-envs/service.ts";
import type { CredentialService } from "../credentials/service.ts";
import type { LabelService } from "../labels/service.ts";
import type { RunService } from "../runs/service.ts";
import type { StoredWorkspace } from "./store.ts";

/** What is in workspaces, as those who look after it know it. */
export interface ContentParts {
  readonly runs: Pick<RunService, "listUnfinishedOf">;
  readonly environments: Pick<ComputeEnvService, "removeAll">;
  readonly credentials: Pick<CredentialService, "wipeAll">;
  readonly labels: Pick<LabelService, "removeAll">;
}

/** More would not be read. */
const maxNames = 5;

/**
 * Runs keep their workspace until they have ended. To be asked with the workspaces held, or one begins right after the answer.
 *
 * @throws `code` with the runs in the way
 */
export async function refuseUnfinished(
  { runs }: ContentParts,
  { query, workspaces }: { readonly query: Query; readonly workspaces: readonly StoredWorkspace[] },
  code: ErrorCode,
): Promise<void> {
  const conflicts: Conflict[] = [];
  for (const { id: workspaceId } of workspaces) {
    const unfinished = await runs.listUnfinishedOf(query, { workspaceId });
    conflicts.push(...unfinished.map((run) => ({ type: "workflow", id: run.id, name: run.run_name })));
  }
  if (conflicts.length === 0) return;
  throw new AppError(code, `These runs have not ended yet: ${namesOf(conflicts)}.`, { conflicts });
}

/** Wipes every secret in the workspaces and takes their environments away. What comes back is to be recorded. */
export async function takeContentAway(
  { environments, credentials, labels }: ContentParts,
  { query, workspaces, actor }: { readonly query: Query; readonly workspaces: readonly StoredWorkspace[]; readonly actor: UserId },
): Promise<readonly AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (const { id } of workspaces) {
    const workspaceId = toWorkspaceId(id);
    const home = { kind: "workspace", workspaceId } as const;
    // Environments are made of credentials, so they go first.
    const removed = await environments.removeAll(query, home, actor);
    const wiped = await credentials.wipeAll(query, home, actor);
    await labels.removeAll(query, home);
    entries.push(...[...removed, ...wiped].map((entry) => ({ ...entry, workspaceId })));
  }
  return entries;
}

function namesOf(conflicts: readonly Conflict[]): string {
  const names = conflicts.slice(0, maxNames).map(({ name }) => name);
  const more = conflicts.length - names.length;
  return more === 0 ? names.join(", ") : `${names.join(", ")} and ${String(more)} more`;
}
