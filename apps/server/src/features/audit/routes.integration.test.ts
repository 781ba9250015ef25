import { toUserId } from "@postern/domain";
import { afterAll, beforeAll, expect, test } from "vitest";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

interface Entry {
  readonly id: number;
  readonly action: string;
  readonly target: { readonly id: string };
  readonly [member: string]: unknown;
}

const root = "/api/postern/v1";
let server: TestServer;
let [ada, olga, wanda, vic, tom]: TestPerson[] = [];
let [alpha, beta, one, two, three] = [0, 0, 0, 0, 0];

/** Ada runs the server. Olga owns alpha; Wanda administers its workspace one, where Vic looks on. Tom owns beta. */
beforeAll(async () => {
  server = await startTestServer();
  for (const name of ["ada", "olga", "wanda", "vic", "tom"]) people.push(await server.addPerson(name));
  [ada, olga, wanda, vic, tom] = people;
  const rows = organizationRows(server.server.services.database);
  [alpha, beta] = [await rows.organization("alpha"), await rows.organization("beta")];
  [one, two, three] = [await rows.workspace(alpha, "one"), await rows.workspace(alpha, "two"), await rows.workspace(beta, "three")];
  await rows.member(alpha, olga?.userId ?? 0, "owner");
  await rows.member(beta, tom?.userId ?? 0, "owner");
  const memberOf = (person: TestPerson | undefined) => rows.member(alpha, person?.userId ?? 0, "member");
  await rows.participant(one, { member: await memberOf(wanda) }, "admin");
  await rows.participant(one, { member: await memberOf(vic) }, "view");
  for (const workspaceId of [one, two, three, null]) await act(`in ${String(workspaceId)}`, { workspaceId });
  await act("in alpha", { organizationId: alpha });
});

const people: TestPerson[] = [];

afterAll(() => server[Symbol.asyncDispose]());

async function act(targetId: string, more: { workspaceId?: number | null; organizationId?: number; targetName?: string }): Promise<void> {
  const { audit, contexts } = server.server.services;
  const client = { kind: "http", address: "192.0.2.9", userAgent: "probe/1", tokenId: null } as const;
  await contexts.run({ client, correlationId: `request of ${targetId}` }, () =>
    audit.recordAlone({
      ...{ actor: toUserId(olga?.userId ?? 0), action: "thing.change", targetKind: "thing", targetId, detail: { size: 5 } },
      ...{ before: { password: "hunter2", mode: 1 }, after: { password: "hunter3", mode: 2 }, ...more },
    }),
  );
}

async function list(path: string, person: TestPerson | undefined) {
  const { status, json, text } = await server.call(`${root}${path}`, { token: person?.token ?? "" });
  return {
    status,
    text,
    body: json as { entries: readonly Entry[]; nextCursor: string | null; code?: string; fields?: readonly string[] },
  };
}

const targetsOf = ({ body }: Awaited<ReturnType<typeof list>>) =>
  body.entries.filter(({ action }) => action === "thing.change").map(({ target }) => target.id);

test("an administrator sees everything, whole, and no secret", async () => {
  const { status, body, text } = await list("/audit?action=thing.change", ada);

  expect(status).toBe(200);
  expect(body).toMatchObject({ nextCursor: null, retentionDays: 365 });
  expect(body.entries.map(({ target }) => target.id)).toEqual([
    "in alpha",
    "in null",
    `in ${String(three)}`,
    `in ${String(two)}`,
    `in ${String(one)}`,
  ]);
  expect(body.entries.at(-1)).toEqual({
    id: expect.any(Number),
    at: expect.stringMatching(/Z$/),
    action: "thing.change",
    actor: { userId: olga?.userId, userName: "olga" },
    client: { kind: "http", address: "192.0.2.9", userAgent: "probe/1", tokenId: null },
    target: { kind: "thing", id: `in ${String(one)}`, name: null },
    orgId: alpha,
    workspaceId: one,
    correlationId: `request of in ${String(one)}`,
    before: { password: { $secret: expect.stringMatching(/^[0-9a-f]{32}$/) }, mode: 1 },
    after: { password: { $secret: expect.stringMatching(/^[0-9a-f]{32}$/) }, mode: 2 },
    detail: { size: 5 },
    standing: null,
  });
  expect(text).not.toContain("hunter");
});

test("an owner sees what happened in the organization and its workspaces, and nothing of another one", async () => {
  const whole = await list(`/orgs/${String(alpha)}/audit`, olga);
  const narrowed = await list(`/orgs/${String(alpha)}/audit?workspaceId=${String(two)}`, olga);
  const elsewhere = await list(`/orgs/${String(alpha)}/audit?workspaceId=${String(three)}`, olga);
  const escaping = await list(`/orgs/${String(alpha)}/audit?orgId=${String(beta)}&organizationId=${String(beta)}`, olga);

  expect(targetsOf(whole)).toEqual(["in alpha", `in ${String(two)}`, `in ${String(one)}`]);
  expect(targetsOf(narrowed)).toEqual([`in ${String(two)}`]);
  expect(targetsOf(elsewhere)).toEqual([]);
  expect(targetsOf(escaping)).toEqual(targetsOf(whole));
});

test("an administrator of a workspace sees what happened there, and nothing of another one", async () => {
  const path = (organization: number, workspace: number) => `/orgs/${String(organization)}/workspaces/${String(workspace)}/audit`;

  expect(targetsOf(await list(path(alpha, one), wanda))).toEqual([`in ${String(one)}`]);
  expect(targetsOf(await list(`${path(alpha, one)}?orgId=${String(beta)}&workspaceId=${String(three)}`, wanda))).toEqual([
    `in ${String(one)}`,
  ]);
  expect(targetsOf(await list(path(alpha, two), olga))).toEqual([`in ${String(two)}`]);
});

test("nobody sees what is not theirs: forbidden where they may look, unknown where they may not", async () => {
  const cases = [
    ["/audit", olga, 403],
    ["/audit/export?format=csv", olga, 403],
    [`/orgs/${String(alpha)}/audit`, wanda, 403],
    [`/orgs/${String(alpha)}/audit`, tom, 404],
    [`/orgs/${String(alpha)}/audit/export?format=csv`, tom, 404],
    [`/orgs/999999/audit`, tom, 404],
    [`/orgs/${String(alpha)}/workspaces/${String(one)}/audit`, vic, 403],
    [`/orgs/${String(alpha)}/workspaces/${String(one)}/audit`, tom, 404],
    [`/orgs/${String(beta)}/workspaces/${String(one)}/audit`, tom, 404],
    [`/orgs/${String(beta)}/workspaces/${String(one)}/audit`, olga, 404],
    [`/orgs/${String(alpha)}/workspaces/${String(one)}/audit/export?format=csv`, tom, 404],
  ] as const;

  const seen = [];
  for (const [path, person] of cases) seen.push([path, person, (await list(path, person)).status]);

  expect(seen).toEqual(cases);
  const [foreign, unknown] = [await list(`/orgs/${String(alpha)}/audit`, tom), await list(`/orgs/999999/audit`, tom)];
  expect(foreign.text.replace(String(alpha), "N").replace(/"id":"[^"]+"/, "")).toBe(
    unknown.text.replace("999999", "N").replace(/"id":"[^"]+"/, ""),
  );
});

test("what cannot be asked is refused with the name of the member", async () => {
  const cases = [
    ["max=101", "max"],
    ["max=0", "max"],
    ["max=-1", "max"],
    ["cursor=abc", "cursor"],
    ["from=yesterday", "from"],
    ["from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z", "to"],
    ["actorId=0", "actorId"],
    ["actorId=9007199254740993", "actorId"],
    ["actorId=jane", "actorId"],
    [`action=${"x".repeat(101)}`, "action"],
    ["workspaceId=-3", "workspaceId"],
    ["orgId=1.5", "orgId"],
  ] as const;

  const seen = [];
  for (const [query, field] of cases) {
    const { status, body } = await list(`/audit?${query}`, ada);
    seen.push([query, body.fields?.includes(field) === true ? field : body.fields, status]);
  }

  expect(seen).toEqual(cases.map(([query, field]) => [query, field, 400]));
  expect((await list("/audit/export", ada)).body.fields).toEqual(["format"]);
  expect((await list("/audit/export?format=xml", ada)).body.fields).toEqual(["format"]);
});

test("a CSV export is what spreadsheets read, with no formula in it, and is itself recorded", async () => {
  await act("=1+1", { targetName: '=HYPERLINK("http://evil.example")' });

  const { status, headers, text } = await server.call(`${root}/audit/export?format=csv&action=thing`, { token: ada?.token ?? "" });
  const { body } = await list("/audit?action=audit.export", ada);

  const lines = text.split("\r\n");
  expect(status).toBe(200);
  expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
  expect(headers["content-disposition"]).toMatch(/^attachment; filename="postern-audit-\d{4}-\d\d-\d\d\.csv"$/);
  expect(lines[0]).toBe(
    "id,at,action,actorId,actorName,client,address,userAgent,tokenId,targetKind,targetId,targetName,orgId,workspaceId,correlationId,before,after,detail,standing",
  );
  expect(lines[1]).toContain(
    `,thing.change,${String(olga?.userId)},olga,http,192.0.2.9,probe/1,,thing,in ${String(one)},,${String(alpha)},${String(one)},`,
  );
  expect(lines.at(-2)).toContain(`,'=1+1,"'=HYPERLINK(""http://evil.example"")",`);
  expect(lines.at(-1)).toBe("");
  expect(text).not.toContain("hunter");
  expect(body.entries[0]).toMatchObject({ actor: { userName: "ada" }, detail: { format: "csv" }, client: { tokenId: expect.any(Number) } });
});

test("a JSON-lines export of an organization holds the entries of the list, oldest first", async () => {
  const { headers, text } = await server.call(`${root}/orgs/${String(alpha)}/audit/export?format=json-lines&action=thing`, {
    token: olga?.token ?? "",
  });
  const { body } = await list(`/orgs/${String(alpha)}/audit?action=thing`, olga);

  const entries = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Entry);
  expect(headers["content-type"]).toBe("application/x-ndjson; charset=utf-8");
  expect(entries).toEqual(body.entries.toReversed());
});

test("asking for the head of an export reads nothing, and is no export", async () => {
  const before = (await list("/audit?action=audit.export", ada)).body.entries.length;

  const { status, headers } = await server.call(`${root}/audit/export?format=csv`, { method: "HEAD", token: ada?.token ?? "" });

  expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8"]);
  expect((await list("/audit?action=audit.export", ada)).body.entries).toHaveLength(before);
});
