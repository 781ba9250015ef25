import { toIso } from "../../../http/iso-time.ts";
import type { AuditReader } from "./audit-reader.ts";

interface OpeningParts {
  readonly auditReader: Pick<AuditReader, "list">;
  readonly nameRuns: (ids: readonly string[]) => Promise<readonly Named[]>;
}

interface Named {
  readonly id: string;
  readonly name: string;
}

export interface OpeningsWanted {
  readonly targetKind: "credential" | "environment";
  readonly targetId: string;
  readonly max: number;
  readonly cursor: string | undefined;
}

/** Once that something sealed was opened. */
export interface Opening {
  readonly at: string;
  /** Null for what the server does by itself. */
  readonly who: { readonly id: number; readonly userName: string } | null;
  readonly purpose: string;
  /** Null also when it is gone: what is gone is not linked to. */
  readonly run: Named | null;
  readonly environmentId: string | null;
}

export interface OpeningsPage {
  readonly openings: readonly Opening[];
  /** Null when there are no older ones. */
  readonly nextCursor: string | null;
}

/** For features that have something sealed: the runs have their names. */
export type OpeningsOf = (wanted: OpeningsWanted) => Promise<OpeningsPage>;

/** Each time that something sealed was opened, as the audit trail has it, newest first. @throws request.invalid for a cursor that no page gave. */
export async function listOpenings(
  { auditReader, nameRuns }: OpeningParts,
  { targetKind, targetId, max, cursor }: OpeningsWanted,
): Promise<OpeningsPage> {
  const filter = { targetKind, targetId, action: "secret.open" };
  const { entries, nextCursor } = await auditReader.list(filter, { max, ...(cursor === undefined ? {} : { cursor }) });
  const opened = entries.map((entry) => ({ entry, detail: detailOf(entry.detail) }));
  const runs = await nameRuns([...new Set(opened.flatMap(({ detail }) => detail.runId ?? []))]);
  const openings = opened.map(({ entry, detail }): Opening => ({
    at: toIso(entry.at),
    who: entry.actor_user_id === null ? null : { id: entry.actor_user_id, userName: entry.actor_name ?? entry.current_name ?? "" },
    purpose: detail.purpose ?? "",
    run: runs.find(({ id }) => id === detail.runId) ?? null,
    environmentId: detail.environmentId ?? null,
  }));
  return { openings, nextCursor };
}

interface OpenedFor {
  readonly purpose?: string | null;
  readonly runId?: string | null;
  readonly environmentId?: string | null;
}

/** As those wrote it who opened. */
const detailOf = (detail: string): OpenedFor => JSON.parse(detail) as OpenedFor;
