import { Readable } from "node:stream";
import {
  AuditExportQuery,
  AuditQuery,
  ListAuditEntriesResponse,
  OrganizationAuditExportQuery,
  OrganizationAuditQuery,
  OrgParams,
  WorkspaceAuditExportQuery,
  WorkspaceAuditQuery,
  WorkspaceParams,
} from "@postern/contracts";
import type { Clock } from "@postern/domain";
import type { FastifyReply, FastifyRequest } from "fastify";
import { callerOf, organizationOf, workspaceActorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import { exportTypes, renderExport } from "./export/render-export.ts";
import type { ExportFormat } from "./export/render-export.ts";
import type { AuditFilter } from "./read/audit-filter.ts";
import type { AuditReader } from "./read/audit-reader.ts";
import { toAuditEntry, toFilter } from "./read/wire.ts";
import type { AuditFilterQuery } from "./read/wire.ts";
import type { AuditService } from "./service.ts";

const defaultMax = 50;

export interface AuditRouteParts {
  readonly reader: AuditReader;
  readonly audit: AuditService;
  readonly clock: Clock;
  /** 0: for ever. */
  readonly retentionDays: number;
}

/** The place that a request was let into, in words of the filter: nothing of any other place is ever found. */
type Place = Pick<AuditFilter, "organizationId" | "workspaceId">;
type PlaceOf = (request: FastifyRequest) => Place;

const everywhere: PlaceOf = () => ({});
const inOrganization: PlaceOf = (request) => ({ organizationId: organizationOf(request).organizationId });
const inWorkspace: PlaceOf = (request) => {
  const { organizationId, workspaceId } = workspaceActorOf(request).place;
  return { organizationId, workspaceId };
};

const root = "/api/postern/v1";

export function registerAuditRoutes(app: HttpApp, parts: AuditRouteParts): void {
  const ofOrganization = `${root}/orgs/:orgId`;
  const ofWorkspace = `${ofOrganization}/workspaces/:workspaceId`;
  registerLists(app, parts, { ofOrganization, ofWorkspace });
  registerExports(app, parts, { ofOrganization, ofWorkspace });
}

interface Paths {
  readonly ofOrganization: string;
  readonly ofWorkspace: string;
}

function registerLists(app: HttpApp, parts: AuditRouteParts, { ofOrganization, ofWorkspace }: Paths): void {
  const list = listEntries(parts);
  const response = { 200: ListAuditEntriesResponse };
  app.get(`${root}/audit`, { schema: { summary: "List audit entries", querystring: AuditQuery, response } }, (request) =>
    list(request, everywhere, request.query),
  );
  app.get(
    `${ofOrganization}/audit`,
    { schema: { summary: "List audit entries of an organization", params: OrgParams, querystring: OrganizationAuditQuery, response } },
    (request) => list(request, inOrganization, request.query),
  );
  app.get(
    `${ofWorkspace}/audit`,
    { schema: { summary: "List audit entries of a workspace", params: WorkspaceParams, querystring: WorkspaceAuditQuery, response } },
    (request) => list(request, inWorkspace, request.query),
  );
}

function registerExports(app: HttpApp, parts: AuditRouteParts, { ofOrganization, ofWorkspace }: Paths): void {
  const send = exportEntries(parts);
  app.get(`${root}/audit/export`, { schema: { summary: "Export audit entries", querystring: AuditExportQuery } }, (request, reply) =>
    send({ request, reply, placeOf: everywhere }, request.query),
  );
  app.get(
    `${ofOrganization}/audit/export`,
    { schema: { summary: "Export audit entries of an organization", params: OrgParams, querystring: OrganizationAuditExportQuery } },
    (request, reply) => send({ request, reply, placeOf: inOrganization }, request.query),
  );
  app.get(
    `${ofWorkspace}/audit/export`,
    { schema: { summary: "Export audit entries of a workspace", params: WorkspaceParams, querystring: WorkspaceAuditExportQuery } },
    (request, reply) => send({ request, reply, placeOf: inWorkspace }, request.query),
  );
}

function listEntries({ reader, retentionDays }: AuditRouteParts) {
  return async (
    request: FastifyRequest,
    placeOf: PlaceOf,
    { max = defaultMax, cursor, ...query }: AuditFilterQuery & { readonly max?: number; readonly cursor?: string },
  ) => {
    // INVARIANT: the place comes last; no filter leads out of it.
    const filter = { ...toFilter(query), ...placeOf(request) };
    const page = await reader.list(filter, { max, ...(cursor === undefined ? {} : { cursor }) });
    return {
      entries: page.entries.map(toAuditEntry),
      nextCursor: page.nextCursor,
      retentionDays: retentionDays === 0 ? null : retentionDays,
    };
  };
}

interface Asked {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly placeOf: PlaceOf;
}

function exportEntries({ reader, audit, clock }: AuditRouteParts) {
  return async ({ request, reply, placeOf }: Asked, { format, ...query }: AuditFilterQuery & { readonly format: ExportFormat }) => {
    const place = placeOf(request);
    const filter = { ...toFilter(query), ...place };
    const { mediaType, ending } = exportTypes[format];
    const day = new Date(clock.now()).toISOString().slice(0, 10);
    reply.type(mediaType).header("content-disposition", `attachment; filename="postern-audit-${day}.${ending}"`);
    // Nothing is taken away, so nothing is read.
    if (request.method === "HEAD") return reply.send("");
    // Who took the whole trail away is part of it.
    await audit.recordAlone({
      ...{ actor: callerOf(request).userId, action: "audit.export", targetKind: "audit", targetId: "trail" },
      ...{ organizationId: place.organizationId ?? null, workspaceId: place.workspaceId ?? null, detail: { format } },
    });
    return reply.send(Readable.from(renderExport(reader.readAll(filter), format)));
  };
}
