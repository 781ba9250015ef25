import { describe, expect, test } from "vitest";
import { createContractCheck } from "./contract-check.ts";
import type { ContractCheck } from "./contract-check.ts";
import type { Exchange } from "./exchange.ts";
import { readPublishedApi } from "./published-api.ts";

const member = { memberId: 4, userId: 2, userName: "ada", email: "ada@example.org", firstName: null, role: "owner" };
const list = { members: [member], totalSize: 1 };

/** One for all tests: it takes a while to read everything that is published. */
const check: ContractCheck = createContractCheck();

function answered(line: string, body: unknown, more: Partial<Exchange> = {}): readonly string[] {
  const [method = "", path = ""] = line.split(" ");
  const text = body === undefined ? "" : JSON.stringify(body);
  return check.problemsOf({ method, path, status: 200, contentType: "application/json; charset=utf-8", text, ...more });
}

const listMembers = (body: unknown) => answered("GET /orgs/7/members", body);

describe("an answer as published", () => {
  test("is fine", () => {
    expect(listMembers(list)).toEqual([]);
  });

  test("may have more than is published, and null where nothing is asked for", () => {
    expect(listMembers({ ...list, members: [{ ...member, avatar: null, ours: { x: 1 } }] })).toEqual([]);
  });

  test("reaches the operation of the words, not that of the place for an id", () => {
    expect(answered("GET /orgs/validate?name=a", undefined, { status: 204, contentType: undefined })).toEqual([]);
    expect(answered("GET /orgs/7?name=a", undefined, { status: 204 })[0]).toMatch(/^GET \/orgs\/\{orgId\}: /);
  });

  test("may be any of the published ones", () => {
    const requestBody = { name: "ab" };
    const ended = { requestBody, contentType: undefined };

    expect(answered("PUT /orgs/1/teams/2", undefined, { ...ended, status: 204 })).toEqual([]);
    expect(answered("PUT /orgs/1/teams/2", undefined, { ...ended, status: 200 })).toEqual([]);
  });

  test("may be a file", () => {
    expect(answered("GET /avatars/x", "bytes", { contentType: "image/png" })).toEqual([]);
    expect(answered("GET /avatars/x", "bytes")).toEqual([expect.stringContaining("a file is published")]);
    expect(answered("GET /avatars/x", undefined, { contentType: "image/png" })).toEqual([expect.stringContaining("empty")]);
  });
});

describe("an answer is found out that", () => {
  test.each([
    ["has a number in quotes", { ...member, memberId: "4" }, "members.0.memberId is not of type integer"],
    ["has a number that JavaScript rounds", { ...member, memberId: 2 ** 53 }, 'members.0.memberId must match format "int64"'],
    ["has a constant that clients do not know", { ...member, role: "boss" }, "members.0.role is none of owner, member, collaborator"],
    ["has a constant in another case", { ...member, role: "OWNER" }, "members.0.role is none of owner, member, collaborator"],
    ["has an object for a text", { ...member, firstName: {} }, "members.0.firstName is not of type string"],
    ["lacks what clients read", { ...member, memberId: undefined }, "members.0.memberId is missing, or null"],
    ["has null where clients read", { ...member, role: null }, "members.0.role is missing, or null"],
  ])("%s", (_what, wrong, sentence) => {
    expect(listMembers({ ...list, members: [wrong] })).toEqual([`GET /orgs/{orgId}/members: answer: ${sentence}`]);
  });

  test("has null as an entry of a list", () => {
    expect(listMembers({ ...list, members: [null] })).toEqual([expect.stringContaining("members.0 is not of type object")]);
  });

  test("has no list", () => {
    expect(listMembers({})).toEqual([expect.stringContaining("members is missing"), expect.stringContaining("totalSize is missing")]);
  });

  test("has a date without a zone", () => {
    const token = { id: 1, name: "a", dateCreated: "2026-01-02T03:04:05" };

    expect(answered("GET /tokens", { tokens: [token] })).toEqual([expect.stringContaining("tokens.0.dateCreated")]);
  });

  test("shows what is written only", () => {
    const keys = { discriminator: "ssh", privateKey: "-----BEGIN" };
    const credentials = { id: "a", name: "a", provider: "ssh", keys };

    expect(answered("GET /credentials/a", { credentials })).toEqual([expect.stringContaining("privateKey must never be shown")]);
  });

  test("does not say which form a thing has, or has a member of it wrong", () => {
    const at = "2026-08-01T10:00:00Z";
    const state = { status: "AVAILABLE", primary: false, deleted: false, dateCreated: at, lastUpdated: at };
    const environment = (config: object) => ({ computeEnv: { id: "a", name: "a", platform: "slurm-platform", ...state, config } });
    const path = "GET /compute-envs/a";

    expect(answered(path, environment({ discriminator: "slurm-platform", port: 22 }))).toEqual([]);
    expect(answered(path, environment({ port: 22 }))).toEqual([expect.stringContaining("config.discriminator is missing")]);
    expect(answered(path, environment({ discriminator: "slurm" }))).toEqual([expect.stringContaining("config.discriminator is none of")]);
    expect(answered(path, environment({ discriminator: "slurm-platform", port: "22" }))).toEqual([expect.stringContaining("config.port")]);
  });

  test("has another status, another type, or a body where none is published", () => {
    expect(answered("GET /orgs/7/members", list, { status: 201 })).toEqual([expect.stringContaining("201 is not published")]);
    expect(answered("GET /orgs/7/members", list, { contentType: "text/html" })).toEqual([expect.stringContaining("not JSON")]);
    expect(answered("GET /orgs/7/members", undefined)).toEqual([expect.stringContaining("no JSON")]);
    expect(answered("DELETE /orgs/7", {}, { status: 204 })).toEqual([expect.stringContaining("none is published")]);
    expect(answered("GET /orgs/7/members", {}, { status: 503 })).toEqual([expect.stringContaining("503")]);
  });
});

describe("a refusal", () => {
  test.each([400, 401, 403, 404, 409, 429])("of %s says what it is, and may follow a wrong request", (status) => {
    const requestBody = { organization: { name: 5 } };

    expect(answered("POST /orgs?x=1", { message: "No.", code: "c" }, { status, requestBody })).toEqual([]);
  });

  test("without a message is found out", () => {
    expect(answered("POST /orgs", { error: "No." }, { status: 404 })).toEqual([expect.stringContaining("message is missing")]);
    expect(answered("POST /orgs", undefined, { status: 403, contentType: undefined })).toEqual([expect.stringContaining("not JSON")]);
  });
});

describe("a request is found out that", () => {
  const organization = { orgId: 1, name: "ab", fullName: "A b" };
  const createOrganization = (requestBody: unknown, query = "") => answered(`POST /orgs${query}`, { organization }, { requestBody });

  test.each([
    ["lacks what is asked for", { organization: { name: "ab" } }, "organization.fullName is missing, or null"],
    ["has a wrong type", { organization: { name: "ab", fullName: 5 } }, "organization.fullName is not of type string"],
    ["breaks a pattern", { organization: { name: "-", fullName: "A" } }, "organization.name must match pattern"],
    ["is too long", { organization: { name: "ab", fullName: "x".repeat(101) } }, "organization.fullName must NOT have more than 100"],
    [
      "has a member of no publication",
      { organization: { name: "ab", fullName: "A", color: "red" } },
      "organization.color is not published",
    ],
    ["has a member that only answers have", { organization: { name: "ab", fullName: "A", id: 5 } }, "organization.id is not published"],
    ["has no body", undefined, "there is no body"],
  ])("%s", (_what, body, sentence) => {
    expect(createOrganization(body)).toEqual([expect.stringContaining(`POST /orgs: request: ${sentence}`)]);
  });

  test("has a body where none is published", () => {
    expect(answered("DELETE /orgs/1", undefined, { status: 204, requestBody: {} })).toEqual([
      expect.stringContaining("no body is published"),
    ]);
  });

  test("has a query of its own, or a wrong value in it", () => {
    const ask = (query: string) => answered(`GET /orgs/7/members?${query}`, list);

    expect(ask("max=100&offset=0&search=")).toEqual([]);
    expect(ask("page=2")).toEqual([expect.stringContaining("the query has page, which is not published")]);
    expect(ask("max=ten")).toEqual([expect.stringContaining("not of type integer (max)")]);
  });

  test("asks for nothing that is published", () => {
    expect(answered("GET /org", {})).toEqual(["GET /org is no published operation"]);
    expect(answered("PATCH /orgs/7", {})).toEqual(["PATCH /orgs/7 is no published operation"]);
  });
});

test("a list in a query may be joined by commas or repeated, and its words are checked", () => {
  const workflows = { workflows: [], totalSize: 0 };
  const ask = (query: string) => answered(`GET /workflow?${query}`, workflows);

  expect(ask("attributes=labels,optimized")).toEqual([]);
  expect(ask("attributes=labels&attributes=optimized")).toEqual([]);
  expect(ask("attributes=labels,colors")).toEqual([expect.stringContaining("none of")]);
});

test("an operation counts as shown when it was answered as published, and not by a refusal or a wrong answer", () => {
  const { problemsOf, shown } = createContractCheck();
  const answer = (status: number, body: object) =>
    problemsOf({ method: "GET", path: "/orgs/7/members", status, contentType: "application/json", text: JSON.stringify(body) });

  answer(404, { message: "Not found." });
  answer(200, { members: [] });
  expect(shown.size).toBe(0);

  answer(200, list);
  expect([...shown]).toEqual(["GET /orgs/{orgId}/members"]);
});

test("the operations of a tag are known", () => {
  expect(check.operationsOf(["tokens"])).toEqual(["DELETE /tokens/delete-all", "DELETE /tokens/{tokenId}", "GET /tokens", "POST /tokens"]);
  expect(check.operationsOf(["no such tag"])).toEqual([]);
});

test("every published operation can be checked, in both directions", () => {
  const operations = readPublishedApi().operations;

  for (const { method, template } of operations) {
    const path = template.replaceAll(/\{\w+\}/g, "1");
    expect(() => answered(`${method} ${path}`, { message: "" }, { requestBody: {} })).not.toThrow();
  }
  expect(operations).toHaveLength(178);
});
