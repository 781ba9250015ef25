import { createServer } from "node:http";
import { nullable } from "@postern/contracts";
import { silentLogger } from "@postern/domain";
import fastJsonStringify from "fast-json-stringify";
import { Type } from "typebox";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ActContexts } from "../act-context.ts";
import { startTestServer } from "../testing/test-server.ts";
import type { TestServer } from "../testing/test-server.ts";
import { accessTable } from "./access.ts";
import { buildHttpApp } from "./build-http-app.ts";
import { createValidatorCompiler } from "./validator.ts";
import { noOrganizations } from "../testing/no-organizations.fixture.ts";

interface Operation {
  readonly summary?: string;
  readonly security: readonly object[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: object }[];
  readonly requestBody?: { readonly content: object };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: object }>>;
}

function schemasOf(part: { readonly content?: object } | undefined): readonly { readonly schema: object }[] {
  return Object.values(part?.content ?? {}) as { readonly schema: object }[];
}

let server: TestServer;
let operations: ReadonlyMap<string, Operation>;

beforeAll(async () => {
  server = await startTestServer();
  const { json } = await server.call("/openapi.json");
  const described = Object.entries(json.paths ?? {}).flatMap(([path, byMethod]) =>
    Object.entries(byMethod).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation as Operation] as const),
  );
  operations = new Map(described);
});

afterAll(() => server[Symbol.asyncDispose]());

test("every route under /api is described, and nothing else", () => {
  const lines = Object.keys(accessTable).filter((line) => line.includes(" /api/"));

  expect([...operations.keys()].sort()).toEqual(lines.map((line) => line.replaceAll(/:(\w+)/g, "{$1}")).sort());
});

test("each has a summary, and says whether a token is needed", () => {
  for (const [name, { summary, security }] of operations) {
    const rule = accessTable[name.replaceAll(/\{(\w+)\}/g, ":$1")];
    expect([name, summary]).toEqual([name, expect.stringMatching(/\S/)]);
    expect([name, security.length]).toEqual([name, rule === "public" ? 0 : 1]);
  }
});

test("every parameter of a path is described as required", () => {
  for (const [name, { parameters }] of operations) {
    const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    const described = parameters.filter((parameter) => parameter.in === "path" && parameter.required);
    expect([name, described.map((parameter) => parameter.name)]).toEqual([name, inPath]);
  }
});

test("what a request and its answers hold stands there as schemas", () => {
  const create = operations.get("POST /api/credentials");
  const list = operations.get("GET /api/credentials");
  const remove = operations.get("DELETE /api/credentials/{credentialsId}");

  expect(create?.requestBody?.content).toMatchObject({
    "application/json": { schema: { properties: { credentials: { properties: { name: { type: "string", maxLength: 100 } } } } } },
  });
  expect(create?.responses["200"]?.content).toMatchObject({ "application/json": { schema: { properties: { credentialsId: {} } } } });
  expect(list?.parameters.map(({ name }) => name)).toEqual(["workspaceId", "platformId"]);
  expect(remove?.responses["204"]).toEqual({ description: "No Content" });
  expect(Object.keys(remove?.responses ?? {})).toEqual(["204", "409", "default"]);
});

test("every schema compiles, though the server leaves that to the first call", () => {
  const compile = createValidatorCompiler();
  const problems: string[] = [];
  const attempt = (name: string, act: () => unknown): void => {
    try {
      act();
    } catch (error) {
      problems.push(`${name}: ${String(error)}`);
    }
  };

  for (const [name, { parameters, requestBody, responses }] of operations) {
    for (const { name: parameter, schema } of parameters) {
      attempt(`${name} ${parameter}`, () => compile({ schema, httpPart: "querystring", method: "", url: "" })(""));
    }
    for (const { schema } of schemasOf(requestBody)) attempt(name, () => compile({ schema, httpPart: "body", method: "", url: "" })({}));
    for (const { schema } of Object.values(responses).flatMap(schemasOf)) attempt(name, () => fastJsonStringify(schema));
  }

  expect(problems).toEqual([]);
});

test("service-info is for everybody, with a version that old clients can order", async () => {
  const { status, json, headers } = await server.call("/api/service-info");

  expect(status).toBe(200);
  expect(headers["content-type"]).toMatch(/^application\/json/);
  expect(json).toMatchObject({ serviceInfo: { apiVersion: expect.stringMatching(/^\d+\.\d+\.\d+$/), heartbeatInterval: 60 } });
});

test("an answer holds only what its schema names, at every depth", async () => {
  const app = await buildHttpApp({
    log: silentLogger,
    contexts: new ActContexts(),
    authenticator: { byToken: () => Promise.resolve(undefined), bySession: () => Promise.resolve(undefined) },
    places: noOrganizations,
    hasPersonalWorkspaces: true,
    requestsPerSecond: 0,
    isOwnOrigin: () => false,
    createServer: (handler) => createServer(handler),
  });
  const User = Type.Object({ name: Type.String(), owner: nullable(Type.Object({ id: Type.Integer() })) });
  const careless = { name: "ada", passwordHash: "h", owner: { id: 1, token: "t" } };
  const response = { 200: Type.Object({ users: Type.Array(User) }) };
  // Under a line of the table that is for everybody.
  app.get("/api/service-info", { schema: { response } }, () => ({ users: [careless], secret: "s" }));

  const answer = await app.inject({ url: "/api/service-info" });
  await app.close();

  expect(answer.json()).toEqual({ users: [{ name: "ada", owner: { id: 1 } }] });
});
