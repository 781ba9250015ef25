import type { TimeMs } from "@postern/domain";

/** Which entries are wanted. Absent: any. */
export interface AuditFilter {
  /** From this moment on, and before that one. */
  readonly from?: TimeMs;
  readonly to?: TimeMs;
  readonly actorId?: number;
  /** `thing.verb`, or `thing` for every verb. */
  readonly action?: string;
  readonly targetKind?: string;
  readonly targetId?: string;
  readonly organizationId?: number;
  readonly workspaceId?: number;
  readonly correlationId?: string;
  /** Part of a name, of the target's id or of the action, in capitals or small letters. */
  readonly search?: string;
}

/** Whether an index leads to the entries; else all have to be looked at, and that is done a piece at a time. */
export function isSelective({
  actorId,
  action,
  targetId,
  organizationId,
  workspaceId,
  correlationId,
  search,
  targetKind,
}: AuditFilter): boolean {
  if ([targetId, correlationId].some((each) => each !== undefined)) return true;
  if (search !== undefined || targetKind !== undefined) return false;
  if (action !== undefined && !action.includes(".")) return false;
  // With two of them, one may have many entries and the other one few among them.
  return [actorId, action, organizationId, workspaceId].filter((each) => each !== undefined).length <= 1;
}
