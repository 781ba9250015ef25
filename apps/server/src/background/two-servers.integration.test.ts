import type { HostKeysOfHop } from "@postern/contracts";
import { toAgentId, toComputeEnvId } from "@postern/domain";
import { ensureDebianPackages, makeSshKey, startSshd } from "@postern/testing";
import type { CommandChannel } from "@postern/transport";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startTestServer } from "../testing/test-server.ts";
import type { TestPerson, TestServer } from "../testing/test-server.ts";
import { startTwoServers } from "../testing/two-servers.fixture.ts";
import type { TwoServers } from "../testing/two-servers.fixture.ts";

const dayMs = 86_400_000;
const patient = { timeout: 40_000 };
const running = new AbortController().signal;

let servers: TwoServers;
let both: readonly TestServer[];
let ada: TestPerson;

beforeAll(async () => {
  await ensureDebianPackages(["openssh-client", "openssh-server"]);
  servers = await startTwoServers({ "credential-checks": "true", "environment-check-hours": "6", "audit-retention-days": "30" });
  both = [servers.one, servers.two];
  ada = servers.ada;
}, 120_000);

afterEach(() => {
  vi.restoreAllMocks();
});

afterAll(() => servers[Symbol.asyncDispose]());

const isLeading = ({ server }: TestServer): boolean => server.services.leadership.isLeading;

/** The one that leads, and the other. */
async function roles(): Promise<readonly [TestServer, TestServer]> {
  await expect.poll(() => both.filter(isLeading).length, patient).toBe(1);
  return isLeading(servers.one) ? [servers.one, servers.two] : [servers.two, servers.one];
}

const onBoth = <Result>(act: (services: TestServer["server"]["services"]) => Promise<Result>): Promise<readonly Result[]> =>
  Promise.all(both.map(({ server }) => act(server.services)));

async function createCredentials(prefix: string, count: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const credentials = { name: `${prefix}-${String(index)}`, provider: "tw-agent", keys: { connectionId: `${prefix}-${String(index)}` } };
    const { json } = await servers.one.call("/api/credentials", { method: "POST", token: ada.token, body: { credentials } });
    ids.push(json.credentialsId ?? expect.fail("it was not saved"));
  }
  return ids;
}

async function entries(
  action: string,
): Promise<readonly { readonly target: string; readonly detail: Readonly<Record<string, unknown>> }[]> {
  const select = servers.one.server.services.database.query.selectFrom("audit_entries").select(["target_id", "detail"]);
  const rows = await select.where("action", "=", action).execute();
  return rows.map(({ target_id: target, detail }) => ({ target, detail: JSON.parse(detail) as Record<string, unknown> }));
}

test("an agent that a server took along when it died is written down as gone once, whoever finds it", async () => {
  const { database } = servers.one.server.services;
  const gone = { server_id: "died", connected_at: 1, last_seen_at: 1, disconnected_at: null, fence: 3, connection_id: "orphan" };
  const who = { user_name: "ada", host_name: "login1", work_dir: "/x", version: "1.0.0", remote_address: "10.0.0.1" };
  const row = { ...gone, ...who, id: "orphan", user_id: ada.userId, name: null, revoked_at: null, revoked_by: null, forgotten_at: null };
  await database.query.insertInto("agents").values(row).execute();
  await expect.poll(() => both.every(({ server }) => server.services.presence.isSettled), patient).toBe(true);

  await onBoth(({ agentConnectionReconciler }) => agentConnectionReconciler.step(running));

  const told = await database.query.selectFrom("agent_events").select("kind").where("agent_id", "=", toAgentId("orphan")).execute();
  expect(told).toEqual([{ kind: "disconnected" }]);
  expect((await entries("agent.disconnect")).filter(({ target }) => target === "orphan")).toHaveLength(1);
});

test("people are reminded of each credential once, though both servers look at the same time", async () => {
  const ids = await createCredentials("ends", 6);
  const { clock, database } = { clock: servers.one.clock, database: servers.one.server.services.database };
  await database.query
    .updateTable("credentials")
    .set({ expires_at: clock.now() + dayMs })
    .where("id", "in", [...ids])
    .execute();

  await onBoth(({ expiryReconciler }) => expiryReconciler.step());

  expect((await entries("credential.remind")).map(({ target }) => target).toSorted()).toEqual(ids.toSorted());
});

test("a rotation brings each envelope over once, and ends once, with both servers at it", async () => {
  const { database, keyService } = servers.one.server.services;
  const { count } = await database.query
    .selectFrom("envelopes")
    .select((row) => row.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();

  await keyService.rotate(null);
  await onBoth(({ keyReconciler }) => keyReconciler.step(running));
  await expect.poll(() => entries("keys.finish"), patient).toHaveLength(1);
  await onBoth(({ keyReconciler }) => keyReconciler.step(running));

  const finished = await entries("keys.finish");
  expect(count).toBeGreaterThan(0);
  expect(finished).toMatchObject([{ detail: { done: count, failed: 0, orphaned: 0 } }]);
});

test("a host key that is replaced at one server ends what both have open to the host, and both go on with the new one", async () => {
  await using sshd = await startSshd();
  const { publicKey, privateText: privateKey } = await makeSshKey(sshd.folder, { type: "ed25519" });
  await sshd.authorize([publicKey]);
  const ask = async (method: string, path: string, body?: object): Promise<unknown> =>
    JSON.parse((await servers.one.call(path, { method, token: ada.token, ...(body === undefined ? {} : { body }) })).text);
  const addCluster = async (name: string): Promise<string> => {
    const credentials = { name, provider: "ssh", keys: { privateKey } };
    const { credentialsId } = (await ask("POST", "/api/credentials", { credentials })) as { readonly credentialsId: string };
    const config = { workDir: sshd.folder, hostName: sshd.host, port: sshd.port, userName: sshd.user };
    const computeEnv = { name, platform: "slurm-platform", credentialsId, config };
    return ((await ask("POST", "/api/compute-envs", { computeEnv })) as { readonly computeEnvId: string }).computeEnvId;
  };
  const openOnBoth = (id: string) => onBoth(({ channels }) => channels.open(toComputeEnvId(id), ada.userId));
  const runOn = (channel: CommandChannel) => channel.run({ words: ["true"], timeoutMs: 60_000 });
  const id = await addCluster("by-ssh");
  const opened = await openOnBoth(id);
  await sshd.changeHostKey();
  const changed = expect.objectContaining({ code: "ssh.host_key_changed" }) as Error;
  // With a key of its own it is another account, which has to sign in.
  const other = await addCluster("other");
  await expect(openOnBoth(other)).rejects.toEqual(changed);
  const stillOpen = await Promise.all(opened.map(runOn));

  const keys = `/api/postern/v1/compute-envs/${id}/host-keys`;
  const { hops } = (await ask("GET", keys)) as { readonly hops: readonly [HostKeysOfHop] };
  const [pinnedFingerprint, offeredFingerprint] = [hops[0].keys[0]?.fingerprint, hops[0].offered?.fingerprint];
  await ask("POST", `${keys}/replace`, {
    host: sshd.host,
    port: sshd.port,
    reason: "New machines.",
    pinnedFingerprint,
    offeredFingerprint,
  });

  expect(stillOpen).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
  for (const channel of opened) {
    const ends = (): Promise<unknown> => runOn(channel).catch((error: unknown) => (error as { readonly code?: string }).code);
    await expect.poll(ends, patient).toBe("agent.offline");
  }
  const again = await openOnBoth(id);
  expect(await Promise.all(again.map(runOn))).toMatchObject([{ exitCode: 0 }, { exitCode: 0 }]);
});

test("old entries of the audit trail are removed once, and the chain stays whole, with both servers at it", async () => {
  const { database, trail } = servers.one.server.services;
  const { newest } = await database.query
    .selectFrom("audit_entries")
    .select((row) => row.fn.max("id").as("newest"))
    .executeTakeFirstOrThrow();
  for (const { clock } of both) clock.shift(40 * dayMs);

  const removed = await onBoth(({ trail: own }) => own.removeOld(30));

  const ranges = (await entries("audit.remove")).map(({ detail }) => [detail["from"], detail["to"], detail["entries"]]);
  expect(ranges).toEqual([[1, newest, newest]]);
  expect(removed.toSorted((left, right) => left - right)).toEqual([0, newest]);
  expect((await trail.verify()).findings).toEqual([]);
});

test("what asks schedulers, agents and providers, and what tidies up, is done by the leading server alone, and by its successor when it closes", async () => {
  const third = await startTestServer({ flags: servers.flags });
  await using closing = new AsyncDisposableStack();
  closing.use(third);
  const [leader, other] = await roles();
  const names = ["environments", "check-schedule", "runs", "agent-events", "credential-checks"];
  const watch = ({ server: { services } }: TestServer) =>
    [
      ...[services.environmentReconciler, services.runReconciler, services.agentEventReconciler],
      ...[services.credentialCheckReconciler, services.checkScheduleReconciler],
    ].map((led) => vi.spyOn(led, "step"));
  const [led, idle] = [watch(leader), [...watch(other), ...watch(third)]];
  const barrier = vi.spyOn(other.server.services.expiryReconciler, "step");

  for (const { server } of [leader, other, third]) for (const name of [...names, "credential-expiry"]) server.services.driver.wake(name);
  await expect.poll(() => led.map(({ mock }) => mock.calls.length > 0), patient).toEqual([true, true, true, true, true]);
  await expect.poll(() => barrier.mock.calls.length, patient).toBeGreaterThan(0);
  const idleCalls = idle.map(({ mock }) => mock.calls.length);
  await leader.server.services.leadership[Symbol.asyncDispose]();
  const term = led[1]?.mock.calls[0]?.[0];

  expect(idleCalls).toEqual(Array.from({ length: 10 }, () => 0));
  expect(term?.aborted).toBe(true);
  await expect.poll(() => idle.filter(({ mock }) => mock.calls.length > 0).length, patient).toBeGreaterThanOrEqual(3);
});

test("whatever server is asked for a step, the leading one takes it", async () => {
  const [leader, other] = await roles();
  // Its next one comes by itself in an hour.
  const step = vi.spyOn(leader.server.services.agentEventReconciler, "step");

  other.server.services.wakeLeader("agent-events");

  await expect.poll(() => step.mock.calls.length, patient).toBeGreaterThan(0);
});

test("while NATS is away one server leads all the same, and does what there is to do", async () => {
  await servers.nats.stop();
  const [leader] = await roles();
  const [credentialsId] = await createCredentials("alone", 1);
  const environment = { name: "site", platform: "slurm-platform", credentialsId, config: { workDir: "/scratch" } };
  const made = await leader.call("/api/compute-envs", { method: "POST", token: ada.token, body: { computeEnv: environment } });
  expect(made.status).toBe(200);
  const { computeEnvId } = JSON.parse(made.text) as { computeEnvId: string };

  const statusOf = async (): Promise<unknown> => {
    const { text } = await leader.call(`/api/compute-envs/${computeEnvId}`, { token: ada.token });
    return (JSON.parse(text) as { computeEnv: { status: string } }).computeEnv.status;
  };

  await expect.poll(statusOf, patient).toBe("ERRORED");
  expect(both.filter(isLeading)).toEqual([leader]);
});
