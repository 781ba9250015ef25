import type { AuditEntry } from "@postern/contracts";
import { ok } from "../http.ts";
import type { MockRequest, Route } from "../http.ts";
import type { MockState } from "../state.ts";

const root = "/api/postern/v1";
const trails = [`${root}/audit`, `${root}/orgs/:orgId/audit`, `${root}/orgs/:orgId/workspaces/:workspaceId/audit`];

export const auditRoutes = (state: MockState): readonly Route[] => trails.flatMap((path) => routesOf(state, path));

function routesOf(state: MockState, path: string): readonly Route[] {
  const find = ({ query, params }: Pick<MockRequest, "query" | "params">): readonly AuditEntry[] => {
    const asked = new URLSearchParams([...query, ...Object.entries(params)]);
    return state.account.audit.filter((entry) => fits(entry, asked));
  };
  return [
    {
      method: "GET",
      path,
      answer: ({ query, params }) => {
        const found = find({ query, params });
        const start = Number(query.get("cursor") ?? "0");
        const end = start + Number(query.get("max") ?? "50");
        return ok({ entries: found.slice(start, end), nextCursor: end < found.length ? String(end) : null, retentionDays: 365 });
      },
    },
    {
      method: "GET",
      path: `${path}/export`,
      answer: ({ query, params }) => {
        const name = query.get("format") === "csv" ? "audit.csv" : "audit.jsonl";
        return {
          status: 200,
          text: find({ query, params })
            .map((entry) => `${JSON.stringify(entry)}\n`)
            .join(""),
          headers: { "content-type": "application/octet-stream", "content-disposition": `attachment; filename="${name}"` },
        };
      },
    },
  ];
}

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
    has("action", (action) => entry.action === action || entry.action.startsWith(`${action}.`)),
    has("targetKind", (kind) => entry.target.kind === kind),
    has("targetId", (id) => entry.target.id === id),
    has("correlationId", (id) => entry.correlationId === id),
    has("orgId", (id) => String(entry.orgId) === id),
    has("workspaceId", (id) => String(entry.workspaceId) === id),
    has("search", (search) => words.includes(search.toLowerCase())),
  ].every(Boolean);
}
