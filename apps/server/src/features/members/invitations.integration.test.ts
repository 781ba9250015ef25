import { afterAll, beforeAll, expect, test } from "vitest";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { password, startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

let server: TestServer;
let ada: TestPerson;
let alpha: number;
beforeAll(async () => {
  server = await startTestServer();
  ada = await server.addPerson("ada");
  const rows = organizationRows(server.server.services.database);
  alpha = await rows.organization("alpha");
  await rows.member(alpha, ada.userId, "owner");
});
afterAll(() => server[Symbol.asyncDispose]());

const invite = (body: object, token = ada.token) =>
  server.call(`/api/postern/v1/orgs/${String(alpha)}/invitations`, { method: "POST", token, body });

test("an address is invited with a link, at which its person chooses a password and is in", async () => {
  const invited = await invite({ email: "Dora@Lab.example", role: "owner" });
  const { invitation, member } = invited.json as unknown as { invitation: { link: string; expiresAt: string }; member: object };
  const path = invitation.link.slice(server.url.length);

  const entered = await server.call(path.replace("/setup/", "/api/postern/v1/setup/"), { method: "POST", body: { password } });
  const cookie = String(entered.headers["set-cookie"]).split(";")[0] ?? "";
  const seen = await server.call("/api/orgs", { cookie, origin: server.url });

  expect(invitation.link).toMatch(new RegExp(`^${server.url}/setup/[\\w-]{32}$`));
  expect(Date.parse(invitation.expiresAt)).toBeGreaterThan(server.clock.now() + 6 * 86_400_000);
  expect(member).toMatchObject({ userName: "dora", email: "dora@lab.example", role: "owner" });
  expect(seen.json).toMatchObject({ organizations: [{ orgId: alpha, memberRole: "owner" }], totalSize: 1 });
});

test("who can sign in already is a member at once, and needs no link", async () => {
  const ben = await server.addPerson("ben");
  await invite({ email: ben.email });

  const again = await invite({ email: ben.email });

  const { json } = await server.call("/api/orgs", { token: ben.token });
  expect(json).toMatchObject({ organizations: [{ orgId: alpha, memberRole: "member" }] });
  expect([again.status, again.json.code, again.json.fields]).toEqual([409, "member.exists", ["email"]]);
});

test("asked again for somebody who has not come yet, there is a new link, and the old one is dead", async () => {
  const links = [await invite({ email: "late@lab.example" }), await invite({ email: "late@lab.example" })].map(
    ({ json }) => (json as unknown as { invitation: { link: string } }).invitation.link,
  );

  const answers = await Promise.all(
    links.map((link) => server.call(link.slice(server.url.length).replace("/setup/", "/api/postern/v1/setup/"))),
  );

  expect(answers.map(({ status }) => status)).toEqual([400, 200]);
});

test("a member invites nobody", async () => {
  const cleo = await server.addPerson("cleo");
  await invite({ email: cleo.email });

  const answer = await invite({ email: "friend@lab.example" }, cleo.token);

  expect([answer.status, answer.json]).toMatchObject([403, { permission: "organization:write" }]);
  expect(await server.server.services.users.findByEmail("friend@lab.example")).toBeUndefined();
});
