import type { AuditEntry } from "@postern/contracts";
import { AppError } from "@postern/domain";
import type { TimeMs } from "@postern/domain";
import { toIso } from "../../../http/iso-time.ts";
import type { AuditFilter } from "./audit-filter.ts";
import type { FoundEntry } from "./read-store.ts";

/** The filter as it comes over the wire; the place comes from the path, where there is one. */
export interface AuditFilterQuery {
  readonly from?: string;
  readonly to?: string;
  readonly actorId?: number;
  readonly action?: string;
  readonly targetKind?: string;
  readonly targetId?: string;
  readonly orgId?: number;
  readonly workspaceId?: number;
  readonly correlationId?: string;
  readonly search?: string;
}

/** @throws request.invalid for times in the wrong order. */
export function toFilter({ from, to, orgId, ...same }: AuditFilterQuery): AuditFilter {
  const times = { ...(from === undefined ? {} : { from: toTime(from) }), ...(to === undefined ? {} : { to: toTime(to) }) };
  if (times.from !== undefined && times.to !== undefined && times.from > times.to) {
    throw new AppError("request.invalid", "to must not be before from.", { fields: ["to"] });
  }
  return { ...pickFilter(same), ...times, ...(orgId === undefined ? {} : { organizationId: orgId }) };
}

export function toAuditEntry(entry: FoundEntry): AuditEntry {
  const { actor_user_id: userId, actor_name, current_name } = entry;
  return {
    id: entry.id,
    at: toIso(entry.at),
    action: entry.action,
    actor: userId === null ? null : { userId, userName: actor_name ?? current_name ?? "" },
    client: toClient(entry),
    target: { kind: entry.target_kind, id: entry.target_id, name: entry.target_name },
    orgId: entry.organization_id,
    workspaceId: entry.workspace_id,
    correlationId: entry.correlation_id,
    before: parseObject(entry.before_image),
    after: parseObject(entry.after_image),
    detail: parseObject(entry.detail) ?? {},
    standing: entry.standing === "before" || entry.standing === "broken" ? entry.standing : null,
  };
}

const clientKinds = ["http", "agent", "command-line"] as const;

function toClient({ client, remote_address: address, user_agent: userAgent, token_id: tokenId }: FoundEntry): AuditEntry["client"] {
  const kind = clientKinds.find((each) => each === client);
  return kind === undefined ? null : { kind, address, userAgent, tokenId };
}

function pickFilter({
  actorId,
  action,
  targetKind,
  targetId,
  workspaceId,
  correlationId,
  search,
}: Omit<AuditFilterQuery, "orgId">): AuditFilter {
  const given = Object.entries({ actorId, action, targetKind, targetId, workspaceId, correlationId, search });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== ""));
}

function toTime(text: string): TimeMs {
  return Date.parse(text);
}

// A foreign hand may have stored anything, and the trail is to be seen all the same.
function parseObject(text: string | null): Record<string, unknown> | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : { $unreadable: text };
  } catch {
    return { $unreadable: text };
  }
}
