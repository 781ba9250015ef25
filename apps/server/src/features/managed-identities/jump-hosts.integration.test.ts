import type { ComputeEnv, EnvironmentCheckResponse, HostKeysResponse, JumpHostsResponse, ManagedIdentity } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import type { ComputeEnvId } from "@postern/domain";
import { eventually } from "@postern/testing";
import type { SshdFixture } from "@postern/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestReply } from "../../testing/http-request.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../testing/test-server.ts";
import { startTwoAccounts } from "../../testing/two-accounts.fixture.ts";
import type { TwoAccounts } from "../../testing/two-accounts.fixture.ts";

/** Ada owns the organization and has one account on gate and cluster, Ben another, Cleo none. */
describe("a managed identity behind a jump host, on two real sshds with two accounts", () => {
  let server: TestServer;
  let accounts: TwoAccounts;
  let gate: SshdFixture;
  let people: Record<"ada" | "ben" | "cleo", TestPerson>;
  let organization: number;
  let workspaceId: number;

  beforeAll(async () => {
    [server, accounts] = await Promise.all([startTestServer(), startTwoAccounts(["SetEnv PATH=/usr/bin:/bin"])]);
    gate = await accounts.startAnother();
    people = { ada: await server.addPerson("ada"), ben: await server.addPerson("ben"), cleo: await server.addPerson("cleo") };
    const rows = organizationRows(server.server.services.database);
    organization = await rows.organization("hpc");
    await rows.member(organization, people.ada.userId, "owner");
    workspaceId = await rows.workspace(organization, "lab");
    for (const who of ["ben", "cleo"] as const) {
      const member = await rows.member(organization, people[who].userId, "member");
      await rows.participant(workspaceId, { member }, "admin");
    }
  });
  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    await gate[Symbol.asyncDispose]();
    await accounts[Symbol.asyncDispose]();
  });

  const identities = (rest = "") => `/api/postern/v1/orgs/${String(organization)}/managed-identities${rest}`;
  const call = (who: keyof typeof people, method: string, path: string, body?: object) => {
    const to = path.includes("/orgs/") ? path : `/api${path}?workspaceId=${String(workspaceId)}`;
    return server.call(to, { method, token: people[who].token, ...(body === undefined ? {} : { body }) });
  };
  const login = () => ({ hostName: accounts.sshd.host, port: accounts.sshd.port });
  const byGate = () => [{ hostName: gate.host, port: gate.port }];
  const makeIdentity = async (name: string, jumpHosts: readonly object[]) => {
    const sent = { name, platform: "moab-platform", ...login(), jumpHosts };
    const { id } = bodyOf(await call("ada", "POST", identities(), sent)).managedIdentity;
    for (const [who, { userName, key }] of [["ada", accounts.first] as const, ["ben", accounts.second] as const]) {
      await call(who, "PUT", identities(`/${id}/own-key`), { userName, privateKey: key.privateText });
    }
    return id;
  };
  const makeEnvironment = async (name: string, managedIdentityId: string) => {
    const computeEnv = { name, platform: "moab-platform", managedIdentityId, config: { workDir: accounts.sshd.folder } };
    return toComputeEnvId(bodyOf(await call("ada", "POST", "/compute-envs", { computeEnv })).computeEnvId);
  };
  const whoAmI = async (id: ComputeEnvId, who: keyof typeof people) => {
    await using channel = await server.server.services.channels.open(id, people[who].userId);
    return (await channel.run({ words: ["id", "-un"], timeoutMs: 60_000 })).stdout.trim();
  };
  const checked = (id: ComputeEnvId): Promise<EnvironmentCheckResponse["steps"]> =>
    eventually("the check ends", async () => {
      const check = bodyOf(await call("ada", "GET", `/postern/v1/compute-envs/${id}/check`));
      return check.isRunning ? false : check.steps;
    });
  const letThrough = () => gate.log().match(/Accepted publickey for (\S+)/g) ?? [];

  test("each person passes it as themselves, and the environment follows what owners set", async () => {
    const identity = await makeIdentity("hive", byGate());
    const id = await makeEnvironment("followed", identity);

    const signIn = (await checked(id)).find(({ key }) => key === "signIn")?.summary;
    const names = [await whoAmI(id, "ada"), await whoAmI(id, "ben")];
    const described = bodyOf(await call("ben", "GET", `/postern/v1/compute-envs/${id}/jump-hosts`));
    const seen = bodyOf(await call("cleo", "GET", `/postern/v1/compute-envs/${id}/host-keys`)).hops;

    const [first, second] = [accounts.first.userName, accounts.second.userName];
    expect(signIn).toBe(`Signed in as ${first} on ${gate.host}, then ${first} on ${accounts.sshd.host}.`);
    expect(names).toEqual([first, second]);
    expect(new Set(letThrough())).toEqual(new Set([first, second].map((name) => `Accepted publickey for ${name}`)));
    expect(described).toMatchObject({ jumpHosts: [], managedJumpHosts: byGate() });
    expect(seen.map(({ port, userName, isJumpHost, keys }) => [port, userName, isJumpHost, keys.length])).toEqual([
      [gate.port, "", true, 1],
      [accounts.sshd.port, "", false, 1],
    ]);
    const passed = letThrough().length;
    await call("ada", "PUT", identities(`/${identity}`), { jumpHosts: [] });
    expect([await whoAmI(id, "ada"), letThrough().length]).toEqual([first, passed]);
  });

  test("hosts of the environment itself stand in the place of those of its managed identity, until it has none", async () => {
    const nowhere = [{ hostName: "127.0.0.1", port: 1 }];
    const id = await makeEnvironment("own", await makeIdentity("lost", nowhere));
    const key = { name: "gate", provider: "ssh", keys: { privateKey: accounts.first.key.privateText } };
    const { credentialsId } = bodyOf(await call("ada", "POST", "/credentials", { credentials: key }));
    const replace = (jumpHosts: readonly object[]) => call("ada", "PUT", `/postern/v1/compute-envs/${id}/jump-hosts`, { jumpHosts });
    const own = byGate().map((host) => ({ ...host, userName: accounts.first.userName, credentialsId }));

    await expect(whoAmI(id, "ben")).rejects.toMatchObject({ code: "ssh.unreachable" });
    const put = await replace(own);
    const byOwn = await whoAmI(id, "ben");
    const hops = bodyOf(await call("cleo", "GET", `/postern/v1/compute-envs/${id}/host-keys`)).hops;
    await replace([]);

    expect([put.status, byOwn]).toEqual([204, accounts.second.userName]);
    expect(hops.map(({ port }) => port)).toEqual([gate.port, accounts.sshd.port]);
    await expect(whoAmI(id, "ada")).rejects.toMatchObject({ code: "ssh.unreachable" });
  });

  test("who may not change it sees it, and what cannot be a way is refused by its line", async () => {
    const identity = await makeIdentity("walled", byGate());
    const put = (who: keyof typeof people, jumpHosts: readonly object[]) => call(who, "PUT", identities(`/${identity}`), { jumpHosts });

    const answers = [
      await put("ben", []),
      await put("ada", [...byGate(), login()]),
      await put("ada", [...byGate(), ...byGate()]),
      await put("ada", [...byGate(), { hostName: "-oProxyCommand=x" }]),
      await put(
        "ada",
        Array.from({ length: 6 }, (_, index) => ({ hostName: `gate${String(index)}` })),
      ),
    ];

    const fieldOf = ({ json }: TestReply) => (json as { readonly fields?: readonly string[] }).fields?.[0];
    expect(answers.map((answer) => [answer.status, answer.json.code, fieldOf(answer)])).toEqual([
      [403, "auth.permission_missing", undefined],
      [400, "request.invalid", "jumpHosts.1.hostName"],
      [400, "request.invalid", "jumpHosts.1.hostName"],
      [400, "request.invalid", "jumpHosts.1.hostName"],
      [400, "request.invalid", expect.stringContaining("jumpHosts") as string],
    ]);
    expect(bodyOf(await call("cleo", "GET", identities(`/${identity}`))).managedIdentity.jumpHosts).toEqual(byGate());
  });
});

/** Members of answers that this test looks at. */
interface Body extends EnvironmentCheckResponse, HostKeysResponse, JumpHostsResponse {
  readonly computeEnvId: string;
  readonly credentialsId: string;
  readonly computeEnv: ComputeEnv;
  readonly managedIdentity: ManagedIdentity;
}

const bodyOf = ({ text }: TestReply): Body => JSON.parse(text) as Body;
