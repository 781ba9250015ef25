import { describeWithSharedDatabase } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

describeWithSharedDatabase("what is in a workspace", ({ url }) => {
  let server: TestServer;
  let ada: TestPerson;
  beforeAll(async () => {
    server = await startTestServer({ flags: { database: url() } });
    ada = await server.addPerson("ada");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const call = (method: string, path: string, body?: object) =>
    server.call(`/api${path}`, { method, token: ada.token, ...(body === undefined ? {} : { body }) });

  /** A credential and an environment that uses it, in a workspace or at home. */
  async function fill(name: string, workspaceId?: number): Promise<void> {
    const where = workspaceId === undefined ? "" : `?workspaceId=${String(workspaceId)}`;
    const credentials = { name, provider: "tw-agent", keys: { connectionId: `${name}-id` } };
    const made = await call("POST", `/credentials${where}`, { credentials });
    const config = { discriminator: "local-platform", workDir: "/work" };
    const computeEnv = { name, platform: "local-platform", credentialsId: made.json.credentialsId, config };
    const answer = await call("POST", `/compute-envs${where}`, { computeEnv });
    expect([made.status, answer.status]).toEqual([200, 200]);
  }

  /** By name: whether something is sealed, and the state of the environment. */
  async function whatIsLeft() {
    const { query } = server.server.services.database;
    const rows = await query
      .selectFrom("credentials")
      .innerJoin("envelopes", "envelopes.id", "credentials.envelope_id")
      .innerJoin("compute_envs", "compute_envs.credential_id", "credentials.id")
      .select([
        "credentials.name",
        "envelopes.bytes",
        "credentials.deleted_at",
        "compute_envs.status",
        "compute_envs.deleted_at as environmentDeletedAt",
      ])
      .orderBy("credentials.name")
      .execute();
    return rows.map((row) => [
      row.name,
      row.bytes.length > 0 && row.deleted_at === null ? "sealed" : row.bytes.length === 0 && row.deleted_at !== null ? "wiped" : "half",
      row.status === "DELETED" && row.environmentDeletedAt !== null ? "gone" : "there",
    ]);
  }

  test("is wiped with it, and with its organization; nothing else is", async () => {
    const rows = organizationRows(server.server.services.database);
    const [alpha, beta] = [await rows.organization("alpha"), await rows.organization("beta")];
    for (const id of [alpha, beta]) await rows.member(id, ada.userId, "owner");
    const [one, two, other] = [await rows.workspace(alpha, "one"), await rows.workspace(alpha, "two"), await rows.workspace(beta, "one")];
    await fill("first", one);
    await fill("second", two);
    await fill("third", other);
    await fill("zero");

    expect((await call("DELETE", `/orgs/${String(alpha)}/workspaces/${String(one)}`)).status).toBe(204);
    const afterWorkspace = await whatIsLeft();
    expect((await call("DELETE", `/orgs/${String(alpha)}`)).status).toBe(204);
    const afterOrganization = await whatIsLeft();

    const untouched = [
      ["third", "sealed", "there"],
      ["zero", "sealed", "there"],
    ];
    expect(afterWorkspace).toEqual([["first", "wiped", "gone"], ["second", "sealed", "there"], ...untouched]);
    expect(afterOrganization).toEqual([["first", "wiped", "gone"], ["second", "wiped", "gone"], ...untouched]);
    const entries = await server.server.services.database.query
      .selectFrom("audit_entries")
      .select(["action", "workspace_id", "organization_id"])
      .where("action", "like", "%.delete")
      .orderBy("id")
      .execute();
    expect(entries.map(({ action, workspace_id, organization_id }) => [action, workspace_id, organization_id])).toEqual([
      ["environment.delete", one, alpha],
      ["credential.delete", one, alpha],
      ["workspace.delete", one, alpha],
      ["environment.delete", two, alpha],
      ["credential.delete", two, alpha],
      ["workspace.delete", two, alpha],
      ["organization.delete", null, alpha],
    ]);
  });
});
