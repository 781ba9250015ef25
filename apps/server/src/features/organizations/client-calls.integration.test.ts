import { describeWithSharedDatabase } from "@postern/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

interface Place {
  readonly orgId: number;
  readonly orgName: string;
  readonly workspaceId: number | null;
  readonly workspaceName: string | null;
  readonly visibility: string | null;
  readonly roles: readonly string[];
}

/** The calls of `tw`, in its order and with what it sends and reads. */
describeWithSharedDatabase("the calls of tw for organizations and workspaces", ({ url }) => {
  let server: TestServer;
  let ada: TestPerson;
  beforeAll(async () => {
    server = await startTestServer({ flags: { database: url() } });
    await server.addPerson("root");
    ada = await server.addPerson("ada");
  });
  afterAll(() => server[Symbol.asyncDispose]());

  // Each test begins with nothing, as a person would.
  beforeEach(async () => {
    for (const { orgId, workspaceId } of await places()) if (workspaceId === null) await tw("DELETE", `/orgs/${String(orgId)}`);
  });

  async function tw(method: string, path: string, body?: object) {
    const answer = await server.call(`/api${path}`, { method, token: ada.token, ...(body === undefined ? {} : { body }) });
    return { status: answer.status, json: answer.json as Readonly<Record<string, unknown>>, text: answer.text };
  }

  /** The two calls behind nearly every command. */
  async function places(): Promise<readonly Place[]> {
    const { json: info } = await tw("GET", "/user-info");
    const { json } = await tw("GET", `/user/${String((info["user"] as { id: number }).id)}/workspaces`);
    return json["orgsAndWorkspaces"] as Place[];
  }

  async function findOrganization(name: string): Promise<number> {
    return (await places()).find((row) => row.workspaceId === null && row.orgName === name)?.orgId ?? 0;
  }

  async function addOrganization(name: string) {
    return tw("POST", "/orgs", {
      organization: { name, fullName: `${name} lab`, description: "d", location: "Bern", website: "https://x.org" },
    });
  }

  async function addWorkspace(organization: string, name: string) {
    const inside = `/orgs/${String(await findOrganization(organization))}/workspaces`;
    const free = await tw("GET", `${inside}/validate?name=${name}`);
    if (free.status !== 204) return free;
    return tw("POST", inside, { workspace: { name, fullName: `All ${name}`, description: "d", visibility: "PRIVATE" } });
  }

  test("organizations add, list, view, update, delete", async () => {
    const added = await addOrganization("alpha");
    const orgId = await findOrganization("alpha");

    expect([added.status, added.json["organization"]]).toMatchObject([200, { orgId, name: "alpha", memberRole: "owner" }]);
    expect(await places()).toEqual([
      expect.objectContaining({ orgId, orgName: "alpha", workspaceId: null, workspaceName: null, visibility: null, roles: ["owner"] }),
    ]);
    const renamed = { name: "beta", fullName: "Beta lab", description: "e", location: "Basel", website: "https://y.org" };
    expect((await tw("PUT", `/orgs/${String(orgId)}`, renamed)).status).toBe(204);
    const viewed = await tw("GET", `/orgs/${String(await findOrganization("beta"))}`);
    expect([viewed.status, viewed.json["organization"]]).toMatchObject([200, { orgId, ...renamed }]);
    expect(await tw("DELETE", `/orgs/${String(orgId)}`)).toMatchObject({ status: 204, text: "" });
    expect(await places()).toEqual([]);
  });

  test("organizations add --overwrite", async () => {
    const first = (await addOrganization("alpha")).json["organization"] as { orgId: number };
    await addWorkspace("alpha", "genomics");

    const deleted = await tw("DELETE", `/orgs/${String(await findOrganization("alpha"))}`);
    const second = await addOrganization("alpha");

    expect([deleted.status, second.status]).toEqual([204, 200]);
    expect(await findOrganization("alpha")).not.toBe(first.orgId);
    expect(await places()).toHaveLength(1);
  });

  test("organizations add without --overwrite says that the name is taken", async () => {
    await addOrganization("alpha");

    const again = await addOrganization("Alpha");

    expect(again).toMatchObject({ status: 409, json: { message: "An organization named Alpha already exists." } });
  });

  test("workspaces add, list, view, update, delete", async () => {
    await addOrganization("alpha");
    const added = await addWorkspace("alpha", "genomics");
    expect([added.status, added.json["workspace"]]).toMatchObject([200, { name: "genomics", visibility: "PRIVATE" }]);
    const row = (await places()).find(({ workspaceName }) => workspaceName === "genomics");
    expect(row).toMatchObject({ orgName: "alpha", visibility: "PRIVATE", roles: ["owner"] });

    const one = `/orgs/${String(row?.orgId)}/workspaces/${String(row?.workspaceId)}`;
    const viewed = await tw("GET", one);
    const updated = await tw("PUT", one, { fullName: "More genomes", description: "e", visibility: "PRIVATE" });
    const renamed = await tw("PUT", one, { name: "genomes", visibility: "PRIVATE" });

    expect(viewed.json["workspace"]).toMatchObject({ id: row?.workspaceId, fullName: "All genomics", visibility: "PRIVATE" });
    expect([updated.status, updated.json["workspace"]]).toMatchObject([
      200,
      { name: "genomics", fullName: "More genomes", description: "e" },
    ]);
    expect([renamed.status, renamed.json["workspace"]]).toMatchObject([
      200,
      { name: "genomes", fullName: "More genomes", description: "e" },
    ]);
    expect((await tw("DELETE", one)).status).toBe(204);
    expect(await places()).toHaveLength(1);
    expect((await tw("GET", one)).status).toBe(404);
  });

  test("workspaces add of a name that is taken, and of one that is none", async () => {
    await addOrganization("alpha");
    await addWorkspace("alpha", "genomics");

    expect(await addWorkspace("alpha", "genomics")).toMatchObject({
      status: 409,
      json: { message: expect.stringContaining("already exists") },
    });
    expect((await addWorkspace("alpha", "a--b")).status).toBe(400);
  });

  test("a name may have any case, and Org/Workspace finds it as it was written", async () => {
    await addOrganization("Alpha-Lab_2");
    await addWorkspace("Alpha-Lab_2", "Genomics");

    expect((await places()).map(({ orgName, workspaceName }) => [orgName, workspaceName])).toEqual([
      ["Alpha-Lab_2", null],
      ["Alpha-Lab_2", "Genomics"],
    ]);
  });
});
