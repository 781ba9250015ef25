import {
  AllowedDynamicLabelsResponse,
  CreateLabelRequest,
  CreateLabelResponse,
  LabelParams,
  LabelQuery,
  ListLabelsResponse,
  NoContent,
  UpdateLabelRequest,
  WorkspaceQuery,
} from "@postern/contracts";
import { toLabelId } from "@postern/domain";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { LabelService } from "./service.ts";
import { toLabel } from "./wire.ts";

export function registerLabelRoutes(app: HttpApp, labels: LabelService): void {
  registerReading(app, labels);
  registerWriting(app, labels);
}

function registerReading(app: HttpApp, labels: LabelService): void {
  app.get(
    "/api/labels",
    { schema: { summary: "List labels", querystring: LabelQuery, response: { 200: ListLabelsResponse } } },
    async (request) => {
      const { rows, total } = await labels.list(actorOf(request), request.query);
      return { labels: rows.map(toLabel), totalSize: total };
    },
  );

  app.get(
    "/api/labels/dynamic/allowed",
    { schema: { summary: "Variables that values of labels may hold: none", response: { 200: AllowedDynamicLabelsResponse } } },
    () => ({ values: [] }),
  );
}

function registerWriting(app: HttpApp, labels: LabelService): void {
  app.post(
    "/api/labels",
    { schema: { summary: "Make a label", querystring: WorkspaceQuery, body: CreateLabelRequest, response: { 200: CreateLabelResponse } } },
    async (request) => toLabel(await labels.create(actorOf(request), request.body)),
  );

  app.put(
    "/api/labels/:labelId",
    {
      schema: {
        summary: "Change a label, wherever it is",
        params: LabelParams,
        querystring: WorkspaceQuery,
        body: UpdateLabelRequest,
        response: { 200: CreateLabelResponse },
      },
    },
    async (request) => toLabel(await labels.update(actorOf(request), toLabelId(request.params.labelId), request.body)),
  );

  app.delete(
    "/api/labels/:labelId",
    {
      schema: {
        summary: "Delete a label, and take it off everything",
        params: LabelParams,
        querystring: WorkspaceQuery,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await labels.remove(actorOf(request), toLabelId(request.params.labelId));
      return reply.code(204).send(null);
    },
  );
}
