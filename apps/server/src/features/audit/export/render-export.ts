import type { AuditEntry } from "@postern/contracts";
import type { FoundEntry } from "../read/read-store.ts";
import { toAuditEntry } from "../read/wire.ts";
import { renderCsvLine } from "./csv.ts";

export type ExportFormat = "csv" | "json-lines";

export const exportTypes: Readonly<Record<ExportFormat, { readonly mediaType: string; readonly ending: string }>> = {
  csv: { mediaType: "text/csv; charset=utf-8", ending: "csv" },
  "json-lines": { mediaType: "application/x-ndjson; charset=utf-8", ending: "jsonl" },
};

const columns: Readonly<Record<string, (entry: AuditEntry) => string | number | null>> = {
  id: ({ id }) => id,
  at: ({ at }) => at,
  action: ({ action }) => action,
  actorId: ({ actor }) => actor?.userId ?? null,
  actorName: ({ actor }) => actor?.userName ?? null,
  client: ({ client }) => client?.kind ?? null,
  address: ({ client }) => client?.address ?? null,
  userAgent: ({ client }) => client?.userAgent ?? null,
  tokenId: ({ client }) => client?.tokenId ?? null,
  targetKind: ({ target }) => target.kind,
  targetId: ({ target }) => target.id,
  targetName: ({ target }) => target.name,
  orgId: ({ orgId }) => orgId,
  workspaceId: ({ workspaceId }) => workspaceId,
  correlationId: ({ correlationId }) => correlationId,
  before: ({ before }) => toText(before),
  after: ({ after }) => toText(after),
  detail: ({ detail }) => toText(detail),
  standing: ({ standing }) => standing,
};

/** The file, a piece for each batch of entries. */
export async function* renderExport(batches: AsyncIterable<readonly FoundEntry[]>, format: ExportFormat): AsyncGenerator<string> {
  if (format === "csv") yield renderCsvLine(Object.keys(columns));
  for await (const batch of batches) yield batch.map((entry) => renderEntry(toAuditEntry(entry), format)).join("");
}

function renderEntry(entry: AuditEntry, format: ExportFormat): string {
  if (format === "json-lines") return `${JSON.stringify(entry)}\n`;
  return renderCsvLine(Object.values(columns).map((cellOf) => cellOf(entry)));
}

function toText(members: Readonly<Record<string, unknown>> | null): string | null {
  return members === null ? null : JSON.stringify(members);
}
