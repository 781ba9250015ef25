import type { AuditEntry } from "@postern/contracts";
import { ok } from "../http.ts";
import type { Route } from "../http.ts";
import type { MockState } from "../state.ts";

export const auditRoutes = (state: MockState): readonly Route[] => [
  {
    method: "GET",
    path: "/api/postern/v1/audit",
    answer: ({ query }) => {
      const found = state.account.audit.filter((entry) => fits(entry, query));
      const start = Number(query.get("cursor") ?? "0");
      const end = start + Number(query.get("max") ?? "50");
      return ok({ entries: found.slice(start, end), nextCursor: end < found.length ? String(end) : null, retentionDays: 365 });
    },
  },
  {
    method: "GET",
    path: "/api/postern/v1/audit/export",
    answer: ({ query }) => {
      const found = state.account.audit.filter((entry) => fits(entry, query));
      const name = query.get("format") === "csv" ? "audit.csv" : "audit.jsonl";
      return {
        status: 200,
        text: found.map((entry) => `${JSON.stringify(entry)}\n`).join(""),
        headers: { "content-type": "application/octet-stream", "content-disposition": `attachment; filename="${name}"` },
      };
    },
  },
];

function fits(entry: AuditEntry, query: URLSearchParams): boolean {
  const has = (name: string, test: (wanted: string) => boolean): boolean => {
    const wanted = query.get(name);
    return wanted === null || test(wanted);
  };
  const words = `${entry.actor?.userName ?? ""} ${entry.target.name ?? ""} ${entry.target.id} ${entry.action}`.toLowerCase();
  return [
    has("from", (from) => entry.at >= from),
    has("to", (to) => entry.at < to),
    has("actorId", (id) => String(entry.actor?.userId) === id),
    has("action", (action) => (action.endsWith(".") ? entry.action.startsWith(action) : entry.action === action)),
    has("targetKind", (kind) => entry.target.kind === kind),
    has("targetId", (id) => entry.target.id === id),
    has("correlationId", (id) => entry.correlationId === id),
    has("orgId", (id) => String(entry.orgId) === id),
    has("workspaceId", (id) => String(entry.workspaceId) === id),
    has("search", (search) => words.includes(search.toLowerCase())),
  ].every(Boolean);
}
