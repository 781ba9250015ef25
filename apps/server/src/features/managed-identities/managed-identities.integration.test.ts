import { toManagedIdentityId, toMemberId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeTwoKeys, openManaged } from "../../testing/managed-scene.fixture.ts";
import type { MadeKeys } from "../../testing/managed-scene.fixture.ts";
import { findManagedKeyOwners } from "./envelope-owners.ts";
import { findManagedSignIn, getManagedSignIn } from "./sign-ins.ts";

describeWithDatabases("managed identities", ({ open, clock }) => {
  let keys: MadeKeys;
  beforeAll(async () => {
    keys = await makeTwoKeys();
  });
  afterAll(() => keys[Symbol.asyncDispose]());

  const stage = async () => {
    const scene = await openManaged(await open(), clock);
    const { actors, id, managedKeys, database } = scene;
    const keyOf = (userName: string, made = keys.one) => ({ userName, privateKey: made.privateText });
    const put = (who: keyof typeof actors, userName: string = who, made = keys.one) =>
      managedKeys.put(actors[who], { id, whose: "own" }, keyOf(userName, made));
    const envelopes = () => database.query.selectFrom("envelopes").select(["id", "bytes"]).orderBy("id").execute();
    const images = async (action: string) => {
      const rows = await database.query.selectFrom("audit_entries").selectAll().where("action", "=", action).orderBy("id").execute();
      return rows.map(({ before_image, after_image, detail, actor_user_id: by }) => ({ before_image, after_image, detail, by }));
    };
    return { ...scene, keyOf, put, envelopes, images };
  };

  test("are made, changed, listed and deleted by owners, under one name each, whatever its case", async () => {
    const { managedIdentities: identities, actors, id, acts } = await stage();
    const other = { name: "hive-2", platform: "lsf-platform", hostName: "10.0.0.1", port: 2222 } as const;

    await identities.create(actors.ada, other);
    await identities.update(actors.ada, id, { name: "HIVE", port: 2200 });
    const listed = await identities.list(actors.colin);
    await expect(identities.create(actors.ada, { ...other, name: "hive" })).rejects.toMatchObject({
      code: "identity.name_taken",
      fields: ["name"],
    });
    await expect(identities.create(actors.ada, { ...other, name: "a b" })).rejects.toMatchObject({ code: "identity.name_invalid" });
    await expect(identities.create(actors.ada, { ...other, name: "x1", hostName: "-oProxyCommand=x" })).rejects.toMatchObject({
      ...{ code: "request.invalid", fields: ["hostName"] },
    });
    await expect(identities.update(actors.ada, id, { name: "x", lastUpdated: "2001-01-01T00:00:00Z" })).rejects.toMatchObject({
      code: "request.outdated",
    });
    await identities.remove(actors.ada, id);

    expect(listed.map(({ identity: { name, host, port }, keysCount }) => [name, host, port, keysCount])).toEqual([
      ["HIVE", "login.hive.example", 2200, 0],
      ["hive-2", "10.0.0.1", 2222, 0],
    ]);
    await expect(identities.get(actors.ada, id)).rejects.toMatchObject({ code: "identity.not_found" });
    expect((await acts()).map((act) => act.split(" ")[0])).toEqual([
      ...["managed_identity.create", "managed_identity.create", "managed_identity.update", "managed_identity.delete"],
    ]);
  });

  test("are changed by nobody but owners, also with rights that the guard of the route remembers, and are not there for other organizations", async () => {
    const { managedIdentities: identities, managedKeys, actors, id, ben, keyOf, put } = await stage();
    await put("ben");

    for (const who of [actors.ben, actors.colin]) {
      await expect(identities.update(who, id, { name: "mine" })).rejects.toMatchObject({ code: "auth.permission_missing" });
      await expect(identities.remove(who, id)).rejects.toMatchObject({ code: "auth.permission_missing" });
      await expect(managedKeys.put(who, { id, whose: toMemberId(ben.memberId) }, keyOf("root"))).rejects.toMatchObject({
        code: "auth.permission_missing",
      });
    }
    const foreign = { code: "identity.not_found" };
    await expect(identities.get(actors.eve, id)).rejects.toMatchObject(foreign);
    await expect(identities.update(actors.eve, id, { name: "mine" })).rejects.toMatchObject(foreign);
    await expect(identities.remove(actors.eve, id)).rejects.toMatchObject(foreign);
    await expect(managedKeys.listMembers(actors.eve, id)).rejects.toMatchObject(foreign);
    await expect(managedKeys.put(actors.eve, { id, whose: "own" }, keyOf("eve"))).rejects.toMatchObject(foreign);
    await expect(managedKeys.remove(actors.eve, { id, whose: toMemberId(ben.memberId) })).rejects.toMatchObject(foreign);
    expect(await identities.list(actors.eve)).toEqual([]);
  });

  test("keep one key of each person, put by themselves or by an owner, and no answer, list or entry of the trail holds its secret half", async () => {
    const { managedIdentities: identities, managedKeys, actors, id, colin, eve, keyOf, put, images } = await stage();

    await put("ben", "b.lab");
    await managedKeys.put(actors.ada, { id, whose: toMemberId(colin.memberId) }, keyOf("colin7"));
    const replaced = await put("ben", "b.lab", keys.other);
    const members = await managedKeys.listMembers(actors.ada, id);
    const seen = await identities.get(actors.ben, id);
    await expect(managedKeys.put(actors.ada, { id, whose: toMemberId(eve.memberId) }, keyOf("eve"))).rejects.toMatchObject({
      code: "member.not_found",
    });

    expect(members.map(({ userName, key }) => [userName, key?.account])).toEqual([
      ["ada", undefined],
      ["ben", "b.lab"],
      ["colin", "colin7"],
    ]);
    expect(seen).toMatchObject({ keysCount: 2, ownKey: { account: "b.lab", revision: 2 } });
    expect(JSON.parse(replaced.public_keys)).toMatchObject({ publicKey: keys.other.publicKey });
    const told = JSON.stringify([members, seen, await images("managed_key.create"), await images("managed_key.update")]);
    const secretLines = [keys.one, keys.other].flatMap(({ privateText }) => privateText.split("\n").filter((line) => line.length > 40));
    expect(secretLines.filter((line) => told.includes(line))).toEqual([]);
    expect((await images("managed_key.create")).map(({ detail }) => detail)).toEqual([
      expect.stringContaining('"userName":"ben"'),
      expect.stringContaining('"userName":"colin"'),
    ]);
  });

  test("refuse a key that is none and an account that cannot be, naming the member, and quote nothing", async () => {
    const { managedKeys, actors, id, keyOf } = await stage();
    const at = { id, whose: "own" } as const;

    await expect(managedKeys.put(actors.ben, at, { ...keyOf("ben"), privateKey: keys.one.publicKey })).rejects.toMatchObject({
      ...{ code: "credential.ssh_key_refused", fields: ["privateKey"] },
    });
    await expect(managedKeys.put(actors.ben, at, keyOf("-l root"))).rejects.toMatchObject({
      code: "request.invalid",
      fields: ["userName"],
    });
    await expect(managedKeys.remove(actors.ben, at)).rejects.toMatchObject({ code: "identity.key_not_found" });
  });

  test("open a key for its person alone, after the trail has it, and for no other person, account or managed identity", async () => {
    const { opener, put, ben, colin, id, database, images, managedIdentities, actors } = await stage();
    const { id: keyId, envelope_id } = await put("ben", "b.lab");
    const use = { actor: ben.userId, keyId, purpose: "sign-in", environmentId: "e" } as never;
    const opened = () => opener.withKey(use, ({ userName, privateKey }) => [userName, privateKey.useText((text) => text.split("\n")[0])]);

    expect(await opened()).toEqual(["b.lab", "-----BEGIN OPENSSH PRIVATE KEY-----"]);
    await expect(opener.withKey({ ...(use as object), actor: colin.userId } as never, () => 1)).rejects.toMatchObject({
      code: "identity.key_missing",
    });
    expect((await images("secret.open")).map(({ by, detail }) => [by, detail])).toEqual([
      [ben.userId, expect.stringContaining('"purpose":"sign-in"')],
    ]);
    const [owner] = await findManagedKeyOwners(database.query, [envelope_id]);
    expect(owner).toMatchObject({ kind: "managed_key", id: keyId, name: "Hive", workspaceId: null });

    const second = await managedIdentities.create(actors.ada, { name: "other", platform: "slurm-platform", hostName: "h" });
    for (const moved of [{ user_id: colin.userId }, { managed_identity_id: second.identity.id }]) {
      await database.query.updateTable("managed_keys").set(moved).where("id", "=", keyId).execute();
      const thief = { ...(use as object), actor: moved.user_id ?? ben.userId } as never;
      await expect(opener.withKey(thief, () => 1)).rejects.toMatchObject({
        code: "credential.damaged",
        message: expect.stringContaining("managed identity") as string,
      });
      await database.query
        .updateTable("managed_keys")
        .set({ user_id: ben.userId, managed_identity_id: id })
        .where("id", "=", keyId)
        .execute();
    }
    expect(await opened()).toHaveLength(2);
  });

  test("sign nobody in without a key, or who does not belong to the organization any more, and say whose key is missing where", async () => {
    const { put, ben, colin, id, database } = await stage();
    const { id: keyId } = await put("ben", "b.lab");

    expect(await getManagedSignIn(database.query, id, ben.userId)).toMatchObject({
      host: "login.hive.example",
      port: 22,
      userName: "b.lab",
      revision: 1,
    });
    await expect(getManagedSignIn(database.query, id, colin.userId)).rejects.toMatchObject({
      ...{ code: "identity.key_missing", message: "colin has no key for the managed identity Hive." },
    });
    await expect(getManagedSignIn(database.query, toManagedIdentityId("none"), ben.userId)).rejects.toMatchObject({
      code: "identity.not_found",
    });
    await database.query.deleteFrom("organization_members").where("user_id", "=", ben.userId).execute();
    expect(await findManagedSignIn(database.query, keyId as never)).toBeUndefined();
  });

  test("lose the key of who leaves or is taken out, wiped, with an entry; and all keys when they are deleted", async () => {
    const { put, members, managedIdentities: identities, actors, ben, colin, id, envelopes, images } = await stage();
    const [own, taken, left] = [await put("ada"), await put("ben"), await put("colin")];
    const sizeOf = async ({ envelope_id }: typeof own) => (await envelopes()).find((row) => row.id === envelope_id)?.bytes.byteLength;

    await members.remove(actors.ada, toMemberId(ben.memberId));
    await members.leave(actors.colin);

    expect([await sizeOf(taken), await sizeOf(left)]).toEqual([0, 0]);
    expect(await sizeOf(own)).toBeGreaterThan(0);
    expect((await images("managed_key.delete")).map(({ by, detail }) => [by, detail])).toEqual([
      [actors.ada.userId, expect.stringContaining('"userName":"ben"')],
      [colin.userId, expect.stringContaining('"userName":"colin"')],
    ]);
    await identities.remove(actors.ada, id);
    expect(await sizeOf(own)).toBe(0);
    expect(await images("managed_key.delete")).toHaveLength(3);
  });

  test("stay while environments use them, with their platform; host and port stay while runs are unfinished", async () => {
    const { managedIdentities: identities, actors, rows, genomics, ada, id, unfinished, database } = await stage();
    const environment = await rows.environment(genomics, ada.userId, "lab");
    await database.query.updateTable("compute_envs").set({ managed_identity_id: id }).where("id", "=", environment).execute();
    const inUse = { code: "identity.in_use", conflicts: [{ type: "computeEnv", id: environment, name: "lab" }] };

    await expect(identities.remove(actors.ada, id)).rejects.toMatchObject(inUse);
    await expect(identities.update(actors.ada, id, { platform: "lsf-platform" })).rejects.toMatchObject(inUse);
    await identities.update(actors.ada, id, { hostName: "login2.hive.example" });
    unfinished.push({ id: "r", run_name: "happy_hopper" });
    await expect(identities.update(actors.ada, id, { port: 23 })).rejects.toMatchObject({
      ...{ code: "identity.in_use", message: "Hive is in use by unfinished runs: happy_hopper." },
    });
    await identities.update(actors.ada, id, { name: "Bee" });

    expect((await identities.get(actors.ben, id)).identity).toMatchObject({ name: "Bee", host: "login2.hive.example", port: 22 });
  });

  test("tell their jump hosts to the trail and the pages, and keep them while runs go by them; environments with their own do not", async () => {
    const { managedIdentities: identities, actors, rows, genomics, ada, id, unfinished, database, images, live } = await stage();
    const environment = await rows.environment(genomics, ada.userId, "lab");
    await database.query.updateTable("compute_envs").set({ managed_identity_id: id }).where("id", "=", environment).execute();
    const gate = { hostName: "GATE.hive.example" };
    unfinished.push({ id: "r", run_name: "happy_hopper" });
    const inUse = { code: "identity.in_use", message: "Hive is in use by unfinished runs: happy_hopper." };
    const told: unknown[] = [];
    live.listen(({ audience, event }) => told.push([event.type, audience]));

    await expect(identities.update(actors.ada, id, { jumpHosts: [gate] })).rejects.toMatchObject(inUse);
    expect(told).toEqual([]);
    unfinished.length = 0;
    await identities.update(actors.ada, id, { jumpHosts: [gate] });
    expect(told).toContainEqual(["access", { userId: actors.colin.userId }]);
    unfinished.push({ id: "r", run_name: "happy_hopper" });
    await identities.update(actors.ada, id, { name: "Bee", jumpHosts: [{ hostName: "gate.hive.example", port: 22 }] });
    await expect(identities.update(actors.ada, id, { jumpHosts: [] })).rejects.toMatchObject({ code: "identity.in_use" });
    const own = { compute_env_id: environment, position: 0, host: "own.hive.example", port: 22, user_name: "lab" };
    await database.query
      .insertInto("jump_hosts")
      .values({ ...own, credential_id: await rows.credential(genomics, ada.userId, "gate") })
      .execute();
    await identities.update(actors.ada, id, { jumpHosts: [gate, { hostName: "inner", port: 2222 }] });
    await expect(identities.update(actors.ada, id, { port: 23 })).rejects.toMatchObject({ code: "identity.in_use" });

    const hosts = [
      { host: "gate.hive.example", port: 22 },
      { host: "inner", port: 2222 },
    ];
    expect((await identities.get(actors.ben, id)).identity.jumpHosts).toEqual(hosts);
    expect((await images("managed_identity.update")).map(({ after_image }) => JSON.parse(String(after_image)))).toMatchObject([
      { name: "Hive", jumpHosts: [{ hostName: "gate.hive.example", port: 22 }] },
      { name: "Bee", jumpHosts: [{ hostName: "gate.hive.example", port: 22 }] },
      {
        name: "Bee",
        jumpHosts: [
          { hostName: "gate.hive.example", port: 22 },
          { hostName: "inner", port: 2222 },
        ],
      },
    ]);
  });
});
