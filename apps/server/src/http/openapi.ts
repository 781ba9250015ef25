import { STATUS_CODES } from "node:http";
import { ErrorResponse, platformApiVersion } from "@postern/contracts";
import { accessTable } from "./access.ts";
import type { HttpApp } from "./http-app.ts";

interface RouteNote {
  readonly method: string;
  readonly url: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Serves `/openapi.json`, made from the schemas that the routes are validated with. Register before the routes. */
export function describeRoutes(app: HttpApp): void {
  const notes: RouteNote[] = [];
  app.addHook("onRoute", (route) => {
    if (!route.url.startsWith("/api/")) return;
    for (const method of [route.method].flat()) {
      if (method !== "HEAD") notes.push({ method: method.toLowerCase(), url: route.url, schema: { ...route.schema } });
    }
  });
  app.get("/openapi.json", () => renderOpenApi(notes));
}

function renderOpenApi(notes: readonly RouteNote[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const note of notes) {
    const path = note.url.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [note.method]: renderOperation(note) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Postern", version: platformApiVersion, description: "The public platform API under /api, ours under /api/postern/v1." },
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths,
  };
}

function renderOperation({ method, url, schema }: RouteNote): object {
  const rule = accessTable[`${method.toUpperCase()} ${url}`];
  return {
    ...(typeof schema["summary"] === "string" ? { summary: schema["summary"] } : {}),
    security: rule === "public" ? [] : [{ token: [] }],
    parameters: [...renderParameters(schema["params"], "path"), ...renderParameters(schema["querystring"], "query")],
    ...(schema["body"] === undefined ? {} : { requestBody: { content: { "application/json": { schema: schema["body"] } } } }),
    responses: renderResponses(schema["response"]),
  };
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  readonly allOf?: readonly ObjectSchema[];
}

function renderParameters(schema: unknown, place: "path" | "query"): readonly object[] {
  const { allOf, ...rest } = (schema ?? {}) as ObjectSchema;
  return [rest, ...(allOf ?? [])].flatMap((part) => renderMembers(part, place));
}

function renderMembers({ properties = {}, required = [] }: ObjectSchema, place: "path" | "query"): readonly object[] {
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}

function renderResponses(schema: unknown): object {
  const entries = Object.entries((schema ?? { 200: {} }) as Record<string, object>);
  const known = entries.map(([status, body]) => [status, renderResponse(status, body)] as const);
  return Object.fromEntries([...known, ["default", renderResponse("An error", ErrorResponse)]]) as object;
}

function renderResponse(status: string, body: object): object {
  const description = STATUS_CODES[status] ?? status;
  return status === "204" ? { description } : { description, content: { "application/json": { schema: body } } };
}
