import type {
  CheckStep,
  ClusterDiscovery,
  ComputeEnv,
  EnvironmentCheckResponse,
  HostKeysResponse,
  ManagedIdentity,
} from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { eventually } from "@postern/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestReply } from "../../testing/http-request.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";
import { startTwoAccounts } from "../../testing/two-accounts.fixture.ts";
import type { ClusterAccount, TwoAccounts } from "../../testing/two-accounts.fixture.ts";

/** Ada owns the organization, Ben may launch in its workspace, Cleo too and has no account on the cluster, Eve is somebody else. */
describe("environments of a managed identity, on one real sshd with two accounts", () => {
  let server: TestServer;
  let accounts: TwoAccounts;
  let people: Record<"ada" | "ben" | "cleo" | "eve", TestPerson>;
  let organization: number;
  let workspaceId: number;
  let members: Record<"ada" | "ben" | "cleo", number>;
  let identity: string;
  let made = 0;

  beforeAll(async () => {
    [server, accounts] = await Promise.all([startTestServer(), startTwoAccounts(["SetEnv PATH=/usr/bin:/bin"])]);
    const add = (name: string) => server.addPerson(name);
    people = { ada: await add("ada"), ben: await add("ben"), cleo: await add("cleo"), eve: await add("eve") };
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await accounts[Symbol.asyncDispose]();
  });
  // Names and host keys belong to a place: each test has one of its own.
  beforeEach(async () => {
    made += 1;
    const rows = organizationRows(server.server.services.database);
    organization = await rows.organization(`org-${String(made)}`);
    const join = (who: keyof typeof members, role: "owner" | "member") => rows.member(organization, people[who].userId, role);
    members = { ada: await join("ada", "owner"), ben: await join("ben", "member"), cleo: await join("cleo", "member") };
    workspaceId = await rows.workspace(organization, "lab");
    for (const member of [members.ben, members.cleo]) await rows.participant(workspaceId, { member }, "admin");
    const { host: hostName, port } = accounts.sshd;
    const sent = { name: "hive", platform: "moab-platform", hostName, port };
    identity = bodyOf(await call("ada", "POST", identities(), sent)).managedIdentity.id;
  });

  const identities = (rest = "") => `/postern/v1/orgs/${String(organization)}/managed-identities${rest}`;
  const call = (who: keyof typeof people, method: string, path: string, body?: object) => {
    const to = path.includes("/orgs/") ? `/api${path}` : `/api${path}?workspaceId=${String(workspaceId)}`;
    return server.call(to, { method, token: people[who].token, ...(body === undefined ? {} : { body }) });
  };
  const keyOf = ({ userName, key }: ClusterAccount) => ({ userName, privateKey: key.privateText });
  const putOwn = (who: keyof typeof people, account: ClusterAccount) =>
    call(who, "PUT", identities(`/${identity}/own-key`), keyOf(account));

  const environmentOf = (change: object = {}, config: object = {}) => ({
    computeEnv: {
      ...{ name: "hpc", platform: "moab-platform", managedIdentityId: identity },
      config: { workDir: accounts.sshd.folder, ...config },
      ...change,
    },
  });
  const makeEnvironment = async (who: keyof typeof people = "ada") =>
    toComputeEnvId(bodyOf(await call(who, "POST", "/compute-envs", environmentOf())).computeEnvId);
  const open = (id: ReturnType<typeof toComputeEnvId>, who: keyof typeof people) =>
    server.server.services.channels.open(id, people[who].userId);
  const whoAmI = async (id: ReturnType<typeof toComputeEnvId>, who: keyof typeof people) => {
    await using channel = await open(id, who);
    return (await channel.run({ words: ["id", "-un"], timeoutMs: 60_000 })).stdout.trim();
  };
  const checked = (id: string): Promise<readonly CheckStep[]> =>
    eventually("the check ends", async () => {
      const check = bodyOf(await call("ada", "GET", `/postern/v1/compute-envs/${id}/check`));
      return check.isRunning ? false : check.steps;
    });
  const trail = (action: string) =>
    server.server.services.database.query
      .selectFrom("audit_entries")
      .selectAll()
      .where("action", "=", action)
      .where("organization_id", "=", organization)
      .orderBy("id")
      .execute();

  test("each person acts as themselves, over a connection of their own, and the trail says whose key was opened", async () => {
    await putOwn("ada", accounts.first);
    const byOwner = await call("ada", "PUT", identities(`/${identity}/members/${String(members.ben)}/key`), keyOf(accounts.second));
    const id = await makeEnvironment();

    const [ada, ben] = [await whoAmI(id, "ada"), await whoAmI(id, "ben")];

    expect(byOwner.status).toBe(200);
    expect([ada, ben]).toEqual([accounts.first.userName, accounts.second.userName]);
    const opened = (await trail("secret.open")).map(({ actor_user_id, target_kind, target_name }) => [
      actor_user_id,
      target_kind,
      target_name,
    ]);
    expect(opened).toEqual([
      [people.ada.userId, "managed_key", "hive"],
      [people.ben.userId, "managed_key", "hive"],
    ]);
    const described = bodyOf(await call("ben", "GET", `/compute-envs/${id}`)).computeEnv;
    expect(described).toMatchObject({ managedIdentityId: identity, credentialsId: null, config: { hostName: null, userName: null } });
  });

  test("a look before there is an environment is taken as oneself, with nobody's key but one's own", async () => {
    await putOwn("ben", accounts.second);
    const look = (who: keyof typeof people, more: object = {}) =>
      call(who, "POST", "/postern/v1/cluster-discovery", { managedIdentityId: identity, ...more });
    const told = ({ text }: TestReply) => JSON.parse(text.trim().split("\n").at(-1) ?? "") as ClusterDiscovery;

    const { hostKey } = told(await look("ben"));
    const { host, port, fingerprint } = hostKey ?? expect.unreachable("the key of the host is new here");
    const { steps } = told(await look("ben", { confirmedHostKeys: [{ host, port, fingerprint }] }));
    const refused = [await look("cleo"), await look("eve"), await look("ben", { hostName: "elsewhere" })];

    expect(steps.find(({ key }) => key === "channel")?.summary).toContain(` as ${accounts.second.userName}.`);
    expect(refused.map(({ json }) => json.code)).toEqual(["identity.key_missing", "workspace.not_found", "request.invalid"]);
    expect((await trail("secret.open")).map(({ actor_user_id: actor }) => actor)).toEqual([people.ben.userId]);
    expect((await trail("cluster.look")).map(({ actor_user_id: actor }) => actor)).toEqual([people.ben.userId, people.ben.userId]);
  });

  test("a check acts as who asked for it, and one that fails for somebody else takes the environment from nobody", async () => {
    await putOwn("ada", accounts.first);
    const id = await makeEnvironment();
    const steps = await checked(id);
    await server.server.services.database.query.updateTable("compute_envs").set({ status: "AVAILABLE" }).where("id", "=", id).execute();

    await call("ben", "POST", `/postern/v1/compute-envs/${id}/check`);
    const [way] = (await checked(id)).filter(({ status }) => status === "failed");

    expect(steps.find(({ key }) => key === "signIn")?.summary).toBe(`Signed in as ${accounts.first.userName} on ${accounts.sshd.host}.`);
    expect(way).toMatchObject({ key: "channel", summary: "ben has no key for the managed identity hive." });
    expect(way?.cure).toContain("Add your SSH key");
    expect(bodyOf(await call("ada", "GET", `/compute-envs/${id}`)).computeEnv.status).toBe("AVAILABLE");
  });

  test("whoever has no key is told so at the launch, before anything is written, and sees host keys all the same", async () => {
    await putOwn("ada", accounts.first);
    const id = await makeEnvironment();
    await whoAmI(id, "ada");
    const launch = { launch: { computeEnvId: id, pipeline: "/p", workDir: "/w" } };

    const refused = await call("cleo", "POST", "/workflow/launch", launch);
    const { hops } = bodyOf(await call("cleo", "GET", `/postern/v1/compute-envs/${id}/host-keys`));

    expect(refused).toMatchObject({
      status: 409,
      json: { code: "identity.key_missing", message: "cleo has no key for the managed identity hive." },
    });
    await expect(open(id, "cleo")).rejects.toMatchObject({ code: "identity.key_missing" });
    expect(hops).toMatchObject([{ host: accounts.sshd.host, port: accounts.sshd.port, userName: "", keys: [{ trust: "first_use" }] }]);
    expect(await server.server.services.database.query.selectFrom("runs").select("id").execute()).toEqual([]);
  });

  test("a key that is replaced, taken away, or whose person leaves ends what it has opened, and nobody else's", async () => {
    await putOwn("ada", accounts.first);
    const id = await makeEnvironment();
    await using kept = await open(id, "ada");
    await kept.stat("/");
    const endings: string[] = [];
    const ends = async (what: string, act: () => Promise<TestReply>): Promise<void> => {
      await putOwn("ben", accounts.second);
      await using channel = await open(id, "ben");
      await channel.stat("/");
      endings.push(`${what} ${String((await act()).status)}`);
      await eventually(`the connection ends after: ${what}`, () =>
        channel.stat("/").then(
          () => false,
          () => true,
        ),
      );
    };

    await ends("replaced", () => putOwn("ben", accounts.first));
    await ends("taken away", () => call("ben", "DELETE", identities(`/${identity}/own-key`)));
    await ends("taken out", () => call("ada", "DELETE", `/orgs/${String(organization)}/members/${String(members.ben)}`));

    expect(endings).toEqual(["replaced 200", "taken away 204", "taken out 204"]);
    await expect(open(id, "ben")).rejects.toMatchObject({ code: "identity.key_missing" });
    expect((await kept.stat("/"))?.kind).toBe("directory");
  });

  test("an account that the row says, and not the sealed key, leads nobody there", async () => {
    await putOwn("ben", accounts.second);
    const id = await makeEnvironment();
    await server.server.services.database.query
      .updateTable("managed_keys")
      .set({ account: "root" })
      .where("user_id", "=", people.ben.userId)
      .execute();

    await expect(open(id, "ben")).rejects.toMatchObject({ code: "credential.damaged" });
  });

  test("it is chosen in the place of a credential, within its organization alone, and says host and account itself", async () => {
    const other = await organizationRows(server.server.services.database).organization(`other-${String(made)}`);
    await organizationRows(server.server.services.database).member(other, people.ada.userId, "owner");
    const sent = { name: "foreign", platform: "moab-platform", hostName: "h" };
    const foreign = bodyOf(await call("ada", "POST", `/postern/v1/orgs/${String(other)}/managed-identities`, sent)).managedIdentity.id;
    const attempts: [object, object, number, string, string | undefined][] = [
      [{ managedIdentityId: foreign }, {}, 404, "identity.not_found", undefined],
      [{ credentialsId: "c".repeat(22) }, {}, 400, "request.invalid", "computeEnv.managedIdentityId"],
      [{ platform: "lsf-platform" }, {}, 400, "request.invalid", "computeEnv.platform"],
      [{}, { hostName: "elsewhere" }, 400, "request.invalid", "computeEnv.config.hostName"],
      [{}, { port: 22 }, 400, "request.invalid", "computeEnv.config.port"],
      [{}, { userName: "root" }, 400, "request.invalid", "computeEnv.config.userName"],
    ];

    for (const [change, config, status, code, field] of attempts) {
      const { json, status: answered } = await call("ada", "POST", "/compute-envs", environmentOf(change, config));
      expect([answered, json.code, (json as { fields?: string[] }).fields?.[0]]).toEqual([status, code, field]);
    }
    const atHome = await server.call("/api/compute-envs", { method: "POST", token: people.ada.token, body: environmentOf() });
    const id = await makeEnvironment("ben");
    const edit = (computeEnv: object) => call("ben", "PUT", `/postern/v1/compute-envs/${id}`, { computeEnv });
    const edits = [
      await edit({ credentialsId: "c".repeat(22) }),
      await edit({ config: { workDir: "/w", hostName: "elsewhere" } }),
      await edit({ config: { workDir: "/w" } }),
    ];
    const removed = await call("ada", "DELETE", identities(`/${identity}`));

    expect([atHome.status, atHome.json.code]).toEqual([404, "identity.not_found"]);
    expect(edits.map(({ status }) => status)).toEqual([400, 400, 204]);
    expect([removed.status, removed.json.code]).toEqual([409, "identity.in_use"]);
    expect((await call("ada", "DELETE", `/compute-envs/${id}`)).status).toBe(204);
    expect((await call("ada", "DELETE", identities(`/${identity}`))).status).toBe(204);
  });

  test("nobody outside of the organization finds it, and nobody but an owner sees who has a key", async () => {
    await putOwn("ben", accounts.second);
    const asked = [
      await call("eve", "GET", identities()),
      await call("eve", "PUT", identities(`/${identity}/own-key`), keyOf(accounts.first)),
      await call("ben", "GET", identities(`/${identity}/members`)),
      await call("ben", "PUT", identities(`/${identity}/members/${String(members.ada)}/key`), keyOf(accounts.second)),
      await call("cleo", "GET", identities(`/${identity}`)),
    ];
    const members_ = await call("ada", "GET", identities(`/${identity}/members`));

    expect(asked.map(({ status }) => status)).toEqual([404, 404, 403, 403, 200]);
    expect(bodyOf(asked[4] as TestReply).managedIdentity).toMatchObject({ keysCount: 1, ownKey: null });
    expect(bodyOf(members_).members.map(({ userName, status }) => `${userName} ${status}`)).toEqual([
      "ada missing",
      "ben added",
      "cleo missing",
    ]);
    const secret = accounts.second.key.privateText.split("\n")[1] ?? "";
    expect(members_.text + asked.map(({ text }) => text).join("")).not.toContain(secret);
    expect((await server.storedBytes()).includes(Buffer.from(secret))).toBe(false);
  });
});

/** Members of answers that this test looks at. */
interface Body extends EnvironmentCheckResponse, HostKeysResponse {
  readonly computeEnv: ComputeEnv;
  readonly managedIdentity: ManagedIdentity;
  readonly members: readonly { readonly userName: string; readonly status: string }[];
}

const bodyOf = ({ text }: TestReply): Body => JSON.parse(text) as Body;
