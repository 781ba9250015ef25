import { describeWithSharedDatabase } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";

/** Rows of any list, as clients read them: by the names of members. */
type Row = Readonly<Record<string, string | number | null>>;

/** The calls of `tw` for people, in its order and with what it sends and reads; seqerakit runs the same, and looks into the answers. */
describeWithSharedDatabase("the calls of tw for members, teams and participants", ({ url }) => {
  let server: TestServer;
  let ada: TestPerson;
  let emil: TestPerson;
  beforeAll(async () => {
    server = await startTestServer({ flags: { database: url() } });
    await server.addPerson("root");
    ada = await server.addPerson("ada");
    for (const name of ["ben", "cleo", "colin", "dora"]) await server.addPerson(name);
    emil = await server.addPerson("emil");
    await tw("POST", "/orgs", { organization: { name: "alpha", fullName: "Alpha Lab" } });
    await tw("POST", `/orgs/${await org()}/workspaces`, { workspace: { name: "genomics", fullName: "Genomics", visibility: "PRIVATE" } });
  });
  afterAll(() => server[Symbol.asyncDispose]());

  async function tw(method: string, path: string, body?: object, token = ada.token) {
    const answer = await server.call(`/api${path}`, { method, token, ...(body === undefined ? {} : { body }) });
    return { status: answer.status, json: answer.json as Readonly<Record<string, unknown>>, message: answer.json.message };
  }

  async function list(path: string, member: string): Promise<readonly Row[]> {
    return (await tw("GET", path)).json[member] as Row[];
  }

  async function place(column: "orgId" | "workspaceId"): Promise<string> {
    const { json } = await tw("GET", "/user-info");
    const rows = await list(`/user/${String((json["user"] as Row)["id"])}/workspaces`, "orgsAndWorkspaces");
    return String(rows.find((row) => (column === "orgId" ? row["workspaceId"] === null : row["workspaceName"] === "genomics"))?.[column]);
  }

  const org = () => place("orgId");
  const workspace = async () => `/orgs/${await org()}/workspaces/${await place("workspaceId")}`;

  /** `tw` wants exactly one hit for a name. */
  async function memberId(name: string): Promise<string> {
    const found = await list(`/orgs/${await org()}/members?search=${name}`, "members");
    expect(found).toHaveLength(1);
    return String(found[0]?.["memberId"]);
  }

  async function participantId(type: string, name: string): Promise<string> {
    const found = await list(`${await workspace()}/participants?search=${name}`, "participants");
    return String(found.find((row) => row["type"] === type)?.["participantId"]);
  }

  test("members add, list, update, delete", async () => {
    const added = await tw("PUT", `/orgs/${await org()}/members/add`, { user: "ben" });
    const again = await tw("PUT", `/orgs/${await org()}/members/add`, { user: "ben" });
    const updated = await tw("PUT", `/orgs/${await org()}/members/${await memberId("ben")}/role`, { role: "owner" });
    const listed = await list(`/orgs/${await org()}/members?max=100&offset=0`, "members");
    const deleted = await tw("DELETE", `/orgs/${await org()}/members/${await memberId("ben")}`);

    expect([added.status, added.json["member"]]).toMatchObject([200, { memberId: expect.any(Number), userName: "ben", role: "member" }]);
    expect([again.status, again.message]).toEqual([409, "ben is already a member of alpha."]);
    expect(listed.map((row) => [row["userName"], row["email"], row["role"]])).toEqual([
      ["ada", "ada@example.org", "owner"],
      ["ben", "ben@example.org", "owner"],
    ]);
    expect([updated.status, deleted.status]).toEqual([204, 204]);
    expect(await list(`/orgs/${await org()}/members?search=ben`, "members")).toEqual([]);
  });

  test("members add of somebody unknown", async () => {
    const { status, message } = await tw("PUT", `/orgs/${await org()}/members/add`, { user: "nobody" });

    expect([status, message]).toEqual([404, "User nobody not found."]);
  });

  test("members leave", async () => {
    await tw("PUT", `/orgs/${await org()}/members/add`, { user: "emil" });

    const left = await tw("DELETE", `/orgs/${await org()}/members/leave`, undefined, emil.token);
    const last = await tw("DELETE", `/orgs/${await org()}/members/leave`);

    expect([left.status, last.status, last.message]).toEqual([
      204,
      409,
      "ada is the last owner of alpha. Make somebody else an owner first.",
    ]);
  });

  test("teams add, list, delete", async () => {
    const added = await tw("POST", `/orgs/${await org()}/teams`, { team: { name: "curators", description: "of samples" } });
    const again = await tw("POST", `/orgs/${await org()}/teams`, { team: { name: "curators", description: "of samples" } });
    const [team] = await list(`/orgs/${await org()}/teams?max=100&offset=0`, "teams");
    const deleted = await tw("DELETE", `/orgs/${await org()}/teams/${String(team?.["teamId"])}`);

    expect([added.status, again.status, again.message]).toEqual([200, 409, "A team named curators already exists."]);
    expect(team).toMatchObject({ name: "curators", description: "of samples", membersCount: 0 });
    expect([deleted.status, await list(`/orgs/${await org()}/teams`, "teams")]).toEqual([204, []]);
  });

  test("teams members add, list, delete", async () => {
    await tw("PUT", `/orgs/${await org()}/members/add`, { user: "cleo" });
    await tw("POST", `/orgs/${await org()}/teams`, { team: { name: "pilots" } });
    const team = (await list(`/orgs/${await org()}/teams`, "teams")).find((row) => row["name"] === "pilots");
    const inside = `/orgs/${await org()}/teams/${String(team?.["teamId"])}/members`;

    const added = await tw("POST", inside, { userNameOrEmail: "cleo" });
    const listed = await list(`${inside}?max=100&offset=0`, "members");
    const found = (await list(`${inside}?search=cleo&max=25`, "members")).find((row) => row["userName"] === "cleo");
    const deleted = await tw("DELETE", `${inside}/${String(found?.["memberId"])}/delete`);

    expect(added.json["member"]).toMatchObject({ memberId: found?.["memberId"], userName: "cleo" });
    expect(listed).toMatchObject([{ userName: "cleo", email: "cleo@example.org", role: "member" }]);
    expect([deleted.status, await list(inside, "members")]).toEqual([204, []]);
  });

  test("participants add of a member, and again as seqerakit does", async () => {
    await tw("PUT", `/orgs/${await org()}/members/add`, { user: "ben" });
    const add = async () => tw("PUT", `${await workspace()}/participants/add`, { memberId: Number(await memberId("ben")) });

    const [added, again] = [await add(), await add()];

    expect(added.json["participant"]).toMatchObject({ type: "MEMBER", userName: "ben", teamName: null, wspRole: "launch" });
    expect([again.status, again.message]).toEqual([409, "ben is already a participant of alpha/genomics."]);
  });

  test("participants add of a team and of a collaborator, list, update, delete", async () => {
    await tw("POST", `/orgs/${await org()}/teams`, { team: { name: "wet-lab" } });
    const team = (await list(`/orgs/${await org()}/teams`, "teams")).find((row) => row["name"] === "wet-lab");
    // Nobody of that name among the collaborators yet, so the name itself is sent.
    expect(await list(`/orgs/${await org()}/collaborators?search=colin`, "members")).toEqual([]);
    const asTeam = await tw("PUT", `${await workspace()}/participants/add`, { teamId: team?.["teamId"] });
    const asName = await tw("PUT", `${await workspace()}/participants/add`, { userNameOrEmail: "colin" });
    const role = { role: "connect" };
    const updated = [
      await tw("PUT", `${await workspace()}/participants/${await participantId("TEAM", "wet-lab")}/role`, role),
      await tw("PUT", `${await workspace()}/participants/${await participantId("COLLABORATOR", "colin")}/role`, role),
    ];
    const listed = await list(`${await workspace()}/participants?max=100&offset=0`, "participants");
    const deleted = await tw("DELETE", `${await workspace()}/participants/${await participantId("TEAM", "wet-lab")}`);

    expect([asTeam.json["participant"], asName.json["participant"]]).toMatchObject([
      { type: "TEAM", teamName: "wet-lab", userName: null },
      { type: "COLLABORATOR", userName: "colin", teamName: null },
    ]);
    const rows = listed.filter((row) => row["wspRole"] === "connect");
    expect(rows.map((row) => [row["type"], row["userName"] ?? row["teamName"], row["email"]])).toEqual([
      ["COLLABORATOR", "colin", "colin@example.org"],
      ["TEAM", "wet-lab", null],
    ]);
    expect([...updated.map(({ status }) => status), deleted.status]).toEqual([204, 204, 204]);
    expect(await list(`/orgs/${await org()}/collaborators?max=100&offset=0`, "members")).toMatchObject([{ userName: "colin" }]);
  });

  test("participants update with a role that the organization made", async () => {
    const role = { name: "Key-Keeper", description: "Keeps keys", permissions: ["workspace:read", "credentials:write"] };
    const made = await tw("POST", `/roles?orgId=${await org()}`, role);
    await tw("PUT", `${await workspace()}/participants/add`, { userNameOrEmail: "dora" });
    const updated = await tw("PUT", `${await workspace()}/participants/${await participantId("COLLABORATOR", "dora")}/role`, {
      role: "Key-Keeper",
    });

    const [dora] = await list(`${await workspace()}/participants?search=dora`, "participants");

    expect([made.status, updated.status, dora?.["wspRole"]]).toEqual([201, 204, "Key-Keeper"]);
  });

  test("participants leave", async () => {
    await tw("PUT", `${await workspace()}/participants/add`, { userNameOrEmail: "emil" });
    const participants = `${await workspace()}/participants`;

    const left = await tw("DELETE", participants, undefined, emil.token);
    const again = await tw("DELETE", participants, undefined, emil.token);

    expect([left.status, again.status, again.message]).toEqual([204, 404, expect.stringMatching(/^Workspace \d+ not found\.$/)]);
  });
});
