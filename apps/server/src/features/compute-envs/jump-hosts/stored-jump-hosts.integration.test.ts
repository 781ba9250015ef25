import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database } from "@postern/database";
import type { ComputeEnvId, CredentialId } from "@postern/domain";
import { describeWithDatabases, ensureDebianPackages, makeSshKey } from "@postern/testing";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { homeOf } from "../../../home.ts";
import { openClusterApp } from "../../../testing/cluster-app.fixture.ts";
import type { ClusterApp } from "../../../testing/cluster-app.fixture.ts";
import { insertLaunched } from "../../../testing/run-people.fixture.ts";
import { listOfCredential } from "../environments-of-credential.ts";

describeWithDatabases("stored jump hosts", (fixture) => {
  let database: Database;
  let app: ClusterApp;
  let privateKey: string;
  let keys: readonly CredentialId[];

  beforeAll(async () => {
    await ensureDebianPackages(["openssh-client"]);
    const folder = await mkdtemp(join(tmpdir(), "postern-jump-key-"));
    privateKey = (await makeSshKey(folder, { type: "ed25519" })).privateText;
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    database = await fixture.open();
    app = await openClusterApp({ database });
    const add = (name: string) => app.credentials.create(app.jane, { name, provider: "ssh", keys: { privateKey } });
    keys = [await add("own"), await add("outer"), await add("inner")];
  });
  afterEach(() => app[Symbol.asyncDispose]());

  const [own, outer, inner] = [0, 1, 2];
  const hop = (hostName: string, key: number) => ({ hostName, port: 22, userName: "lab", credentialsId: keys[key] ?? "" });
  const stored = async (id: ComputeEnvId) =>
    (await app.jumpHosts.describe(app.jane, id)).hosts.map(({ host, credentialId }) => `${host} ${String(keys.indexOf(credentialId))}`);
  const usedBy = (key: number) => app.environments.listUses(database.query, keys[key] as CredentialId);

  const make = (name: string, jumpHosts: readonly ReturnType<typeof hop>[]) =>
    app.environments.create(app.jane, {
      ...{ name, platform: "slurm-platform", credentialsId: keys[own] ?? "", jumpHosts: [...jumpHosts] },
      config: { workDir: "/work", hostName: "login", userName: "lab" },
    });

  test("keep their order, are replaced as a whole, and ask for a check by whoever changed them", async () => {
    const id = await make("hpc", [hop("gate", outer), hop("inside", inner)]);
    const before = await stored(id);
    const { updatedAt } = await app.jumpHosts.describe(app.jane, id);
    const lastUpdated = new Date(updatedAt).toISOString();

    await app.jumpHosts.replace(app.jane, id, { jumpHosts: [hop("inside", inner), hop("gate", outer), hop("deep", outer)], lastUpdated });
    const late = app.jumpHosts.replace(app.jane, id, { jumpHosts: [], lastUpdated });

    await expect(late).rejects.toMatchObject({ code: "request.outdated" });
    expect(before).toEqual(["gate 1", "inside 2"]);
    expect(await stored(id)).toEqual(["inside 2", "gate 1", "deep 1"]);
    expect(await app.environments.get(app.jane, id)).toMatchObject({ checkFinishedAt: null, checkUserId: app.jane.userId });
    expect(app.woken.filter((name) => name === "environments")).toHaveLength(2);
  });

  test("can be saved by who had their form open while a check ran: that is no edit", async () => {
    const id = await make("hpc", [hop("gate", outer)]);
    const { updatedAt } = await app.jumpHosts.describe(app.jane, id);
    app.clock.moveOn(1_000);

    await app.environmentReconciler.step(new AbortController().signal);
    await app.environmentReconciler.idle();
    await app.checks.restart(app.jane, id);
    await app.jumpHosts.replace(app.jane, id, { jumpHosts: [], lastUpdated: new Date(updatedAt).toISOString() });

    expect(await stored(id)).toEqual([]);
  });

  test("lead nowhere else while runs are unfinished; other keys for the same accounts may be put", async () => {
    const id = await make("hpc", [hop("gate", outer), hop("inside", inner)]);
    const run = await insertLaunched({ ...app, database, jane: app.jane.userId }, "5Mq3xJ2vRp8a1b", { runName: "busy_bee" });
    await database.query.updateTable("runs").set({ compute_env_id: id }).where("id", "=", run).execute();
    const replace = (jumpHosts: readonly ReturnType<typeof hop>[]) => app.jumpHosts.replace(app.jane, id, { jumpHosts: [...jumpHosts] });

    const inUse = { code: "environment.in_use", message: expect.stringContaining("busy_bee") as string };
    await expect(replace([hop("gate", outer)])).rejects.toMatchObject(inUse);
    await expect(replace([hop("inside", inner), hop("gate", outer)])).rejects.toMatchObject(inUse);
    await expect(replace([hop("gate", outer), { ...hop("inside", inner), userName: "other" }])).rejects.toMatchObject(inUse);
    await replace([hop("GATE", inner), hop("inside", outer)]);
    expect(await stored(id)).toEqual(["gate 2", "inside 1"]);

    await app.runs.settle(run, { status: "FAILED", reason: "It is over.", at: app.clock.now() });
    await replace([]);
    expect(await stored(id)).toEqual([]);
  });

  test("keep each of their credentials, once for an environment, until they or it are gone", async () => {
    const first = await make("first", [hop("gate", outer), hop("inside", outer)]);
    const second = await make("second", [hop("gate", own)]);

    const uses = [await usedBy(outer), await usedBy(own), await usedBy(inner)];
    const mentioned = await listOfCredential(database.query, keys[outer] as CredentialId);
    const refused = await app.credentials.remove(app.jane, keys[outer] as CredentialId);
    await app.jumpHosts.replace(app.jane, first, { jumpHosts: [] });
    await app.environments.remove(app.jane, second);

    expect(uses.map((list) => list.map(({ name }) => name).toSorted())).toEqual([["first"], ["first", "second"], []]);
    expect([mentioned.map(({ name }) => name), refused.map(({ name }) => name)]).toEqual([["first"], ["first"]]);
    expect([await usedBy(outer), (await usedBy(own)).map(({ name }) => name)]).toEqual([[], ["first"]]);
    expect(await database.query.selectFrom("jump_hosts").selectAll().execute()).toEqual([]);
  });

  test("take a credential that goes at the same time, or it goes: never both", async () => {
    const id = await make("hpc", []);

    const [changed, removed] = await Promise.allSettled([
      app.jumpHosts.replace(app.jane, id, { jumpHosts: [hop("gate", outer)] }),
      app.credentials.remove(app.jane, keys[outer] as CredentialId),
    ]);

    const isTaken = changed.status === "fulfilled";
    expect(await stored(id)).toEqual(isTaken ? ["gate 1"] : []);
    expect(removed).toMatchObject({ status: "fulfilled", value: isTaken ? [{ name: "hpc" }] : [] });
  });

  test("go with the place of their environments, and with no other", async () => {
    await make("hpc", [hop("gate", outer)]);

    await database.transaction(({ query }) => app.environments.removeAll(query, homeOf(app.jane), app.jane.userId));

    expect(await database.query.selectFrom("jump_hosts").selectAll().execute()).toEqual([]);
  });
});
