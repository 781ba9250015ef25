import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { generateKeyPair } from "@postern/ssh-keys";
import { expect, test } from "vitest";
import { openCredentialScene, readAllMembers } from "../../testing/credential-scene.fixture.ts";
import type { CredentialEdit } from "./edit-service.ts";
import type { NewCredential } from "./service.ts";

const gitlab = { username: "ada", token: "glpat-old", password: "old-password" };

async function stage(database: Database, clock: Clock) {
  const scene = await openCredentialScene(database, clock);
  const tenants = await scene.openTenants();
  const ada = await tenants.actor("ada", "one");
  const add = (given: Partial<NewCredential> & Pick<NewCredential, "provider" | "keys">) =>
    scene.credentials.create(ada, { name: "mine", ...given });
  const edit = async (id: Awaited<ReturnType<typeof add>>, change: CredentialEdit) => {
    await scene.edits.update(ada, id, change);
    return { row: await scene.credentials.get(ada, id), members: await readAllMembers(scene, id) };
  };
  const entries = (action: string) => database.query.selectFrom("audit_entries").selectAll().where("action", "=", action).execute();
  return { ...scene, tenants, ada, add, edit, entries };
}

const newKeyText = (): string => generateKeyPair().openssh.useText((text) => text);

describeWithDatabases("an edit of a credential", ({ open, clock }) => {
  test("keeps every secret that is not sent, and says in the trail that it was opened for that", async () => {
    const { add, edit, entries } = await stage(await open(), clock);
    const id = await add({ provider: "gitlab", baseUrl: "https://git.example.org", keys: gitlab });

    const { row, members } = await edit(id, { keys: { username: "ada-2", token: "glpat-new" } });

    expect(members).toEqual({ username: "ada-2", token: "glpat-new", password: "old-password", baseUrl: "https://git.example.org" });
    expect([row.revision, row.held_secrets, row.base_url]).toEqual([2, '["token","password"]', "https://git.example.org"]);
    const [opened] = await entries("secret.open");
    expect(JSON.parse(opened?.detail ?? "")).toMatchObject({ purpose: "edit" });
  });

  test("opens nothing when nothing sealed changes", async () => {
    const { ada, add, edits, credentials, entries } = await stage(await open(), clock);
    const id = await add({ provider: "gitlab", keys: gitlab });

    await edits.update(ada, id, { name: "renamed", provider: "gitlab", description: "of the lab", keys: { username: "ada" } });
    await edits.update(ada, id, { expiresAt: "2999-01-02T03:04:05Z" });

    const row = await credentials.get(ada, id);
    expect(row).toMatchObject({ name: "renamed", description: "of the lab", revision: 1, expires_at: Date.parse("2999-01-02T03:04:05Z") });
    expect(await entries("secret.open")).toEqual([]);
    expect(await entries("credential.update")).toHaveLength(2);
  });

  test("opens nothing when all secrets are sent, and may be repeated", async () => {
    const database = await open();
    const { ada, add, edits, credentials, entries } = await stage(database, clock);
    const id = await add({ provider: "ssh", keys: { privateKey: newKeyText(), passphrase: "not needed" } });
    const change = { id, name: "mine", provider: "ssh", keys: { privateKey: newKeyText() } };

    await edits.update(ada, id, change);
    await edits.update(ada, id, change);

    expect(await entries("secret.open")).toEqual([]);
    expect((await credentials.get(ada, id)).revision).toBe(3);
    expect(await database.query.selectFrom("envelopes").select("id").execute()).toHaveLength(1);
  });

  test.each<[what: string, made: Pick<NewCredential, "provider" | "keys">, keys: object, then: object]>([
    [
      "takes away what is sent empty",
      { provider: "gitlab", keys: gitlab },
      { username: "ada", password: "" },
      { username: "ada", token: "glpat-old" },
    ],
    [
      "keeps what is sent as null",
      { provider: "gitlab", keys: gitlab },
      { username: "ada", password: null, token: "t" },
      { ...gitlab, token: "t" },
    ],
    [
      "keeps no second way to say the same",
      { provider: "github", keys: { username: "u", token: "old" } },
      { username: "u", password: "new" },
      { username: "u", password: "new" },
    ],
    [
      "keeps switches that a client cannot send",
      { provider: "tw-agent", keys: { connectionId: "a", shared: true } },
      { connectionId: "b" },
      { connectionId: "b", shared: true },
    ],
    [
      "changes the mode, and keeps nothing of the other",
      { provider: "k8s", keys: { token: "t" } },
      { certificate: "c", privateKey: "k" },
      { certificate: "c", privateKey: "k" },
    ],
    [
      "takes open members away that are not sent",
      { provider: "aws", keys: { accessKey: "a", secretKey: "s", assumeRoleArn: "arn:aws:iam::123456789012:role/r" } },
      { accessKey: "a" },
      { mode: "keys", accessKey: "a", secretKey: "s" },
    ],
  ])("%s", async (_what, made, keys, then) => {
    const { add, edit } = await stage(await open(), clock);
    const id = await add(made);

    expect((await edit(id, { keys })).members).toEqual(then);
  });

  test("keeps the external ID of a role, whatever else changes, and lets nobody choose one", async () => {
    const { ada, add, edit, edits } = await stage(await open(), clock);
    const role = (name: string) => ({ mode: "role", assumeRoleArn: `arn:aws:iam::123456789012:role/${name}` });
    const id = await add({ provider: "aws", keys: role("one") });

    const { members, row } = await edit(id, { keys: role("two") });
    const again = await edit(id, { keys: { ...role("three"), externalId: members["externalId"] } });

    expect(members).toMatchObject({ ...role("two"), externalId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(again.members["externalId"]).toBe(members["externalId"]);
    expect(JSON.parse(row.public_keys)).toMatchObject({ externalId: members["externalId"] });
    const chosen = edits.update(ada, id, { keys: { ...role("three"), externalId: "of-somebody-else" } });
    await expect(chosen).rejects.toMatchObject({ code: "request.invalid", fields: ["credentials.keys.externalId"] });
  });

  test("makes what was found out of the older keys void", async () => {
    const database = await open();
    const { add, edit } = await stage(database, clock);
    const id = await add({ provider: "gitlab", keys: gitlab });
    await database.query
      .updateTable("credentials")
      .set({ status: "INVALID", status_message: "401", validated_at: 5, check_failures: 3 })
      .execute();

    expect((await edit(id, { description: "no secret" })).row.status).toBe("INVALID");
    expect((await edit(id, { keys: { username: "ada", token: "new" } })).row).toMatchObject({
      ...{ status: null, status_message: null, validated_at: null, check_failures: 0 },
    });
  });

  test.each<[what: string, change: CredentialEdit, problem: object]>([
    ["of the provider", { provider: "github" }, { code: "credential.provider_fixed", fields: ["credentials.provider"] }],
    ["to a bad name", { name: "a b" }, { code: "credential.name_invalid" }],
    [
      "to a name that is taken, in other letters",
      { name: "OTHER" },
      { code: "credential.name_taken", message: "A credential named OTHER already exists." },
    ],
    [
      "to what another one reaches",
      { baseUrl: "https://GitLab.com/" },
      { code: "credential.reach_taken", message: expect.stringContaining(": other.") },
    ],
    ["of what somebody else has changed", { lastUpdated: "2020-01-01T00:00:00Z" }, { code: "request.outdated" }],
    ["with the id of another one", { id: "other" }, { code: "request.invalid", fields: ["credentials.id"] }],
    ["to a date that is past", { expiresAt: "2020-01-01T00:00:00Z" }, { code: "request.invalid", fields: ["credentials.expiresAt"] }],
    [
      "with a member of no provider",
      { keys: { username: "a", host: "x" } },
      { code: "request.invalid", fields: ["credentials.keys.host"] },
    ],
    ["with keys that are a text", { keys: "canary-text" }, { code: "request.invalid", fields: ["credentials.keys"] }],
    ["to a host of another provider", { baseUrl: "https://github.com/lab" }, { code: "request.invalid", fields: ["credentials.baseUrl"] }],
  ])("%s is refused, and changes nothing", async (_what, change, problem) => {
    const database = await open();
    const { ada, add, edits } = await stage(database, clock);
    const id = await add({ provider: "gitlab", baseUrl: "https://gitlab.com/lab", keys: gitlab });
    await add({ provider: "gitlab", name: "other", keys: gitlab });
    const rows = () =>
      Promise.all([
        database.query.selectFrom("credentials").selectAll().orderBy("id").execute(),
        database.query.selectFrom("envelopes").selectAll().orderBy("id").execute(),
      ]);
    const before = await rows();

    await expect(edits.update(ada, id, change)).rejects.toMatchObject(problem);

    const now = await rows();
    expect(now[1]).toEqual(before[1]);
    expect(now[0].map((row) => ({ ...row, last_used_at: null }))).toEqual(before[0]);
  });

  test("from another place finds nothing", async () => {
    const { tenants, add, edits } = await stage(await open(), clock);
    const id = await add({ provider: "gitlab", keys: gitlab });

    for (const actor of [await tenants.actor("ada", "two"), tenants.atHome("ada"), await tenants.actor("bea", "three")]) {
      await expect(edits.update(actor, id, { name: "mine-now" })).rejects.toMatchObject({ code: "credential.not_found" });
    }
  });

  test("seals no secret for a host that somebody wrote into the database", async () => {
    const database = await open();
    const { ada, add, edits, edit } = await stage(database, clock);
    const id = await add({ provider: "gitlab", baseUrl: "https://git.example.org", keys: gitlab });
    await database.query.updateTable("credentials").set({ base_url: "https://git.evil.example" }).execute();

    const change = edits.update(ada, id, { keys: { username: "ada-2" }, baseUrl: "https://git.evil.example" });

    await expect(change).rejects.toMatchObject({ code: "credential.damaged", message: expect.stringContaining("changed outside Postern") });
    const cured = await edit(id, { baseUrl: "https://git.example.org", keys: gitlab });
    expect([cured.members["baseUrl"], cured.row.base_url]).toEqual(["https://git.example.org", "https://git.example.org"]);
  });

  test("cures a damaged one when it brings all secrets, and says so when it does not", async () => {
    const database = await open();
    const { ada, add, edits, edit } = await stage(database, clock);
    const id = await add({ provider: "gitlab", keys: gitlab });
    await database.query
      .updateTable("envelopes")
      .set({ bytes: Buffer.from("damaged") })
      .execute();

    await expect(edits.update(ada, id, { keys: { username: "ada-2" } })).rejects.toMatchObject({ code: "credential.damaged" });

    const { row, members } = await edit(id, { keys: { ...gitlab, token: "new" } });
    expect(members).toEqual({ ...gitlab, token: "new" });
    expect(row.status).toBeNull();
  });

  test("at the same moment as another one: one of them is told, and what is kept is whole", async () => {
    const scene = await stage(await open(), clock);
    const { ada, add, edits } = scene;
    const id = await add({ provider: "gitlab", keys: gitlab });
    const tokens = ["first", "second", "third"];

    const results = await Promise.allSettled(tokens.map((token) => edits.update(ada, id, { keys: { username: token, token } })));

    const done = results.filter(({ status }) => status === "fulfilled");
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : []));
    expect(done.length).toBeGreaterThan(0);
    for (const reason of refused) expect(reason).toMatchObject({ code: "request.outdated" });
    const members = await readAllMembers(scene, id);
    expect(members).toEqual({ username: members["token"], token: members["token"], password: "old-password" });
    expect(tokens).toContain(members["token"]);
  });

  test("at the same moment as its deletion leaves a deleted one with nothing to open", async () => {
    const database = await open();
    const { ada, add, edits, credentials } = await stage(database, clock);
    const id = await add({ provider: "gitlab", keys: gitlab });

    const results = await Promise.allSettled([
      edits.update(ada, id, { keys: { username: "late", token: "late" } }),
      credentials.remove(ada, id),
      edits.update(ada, id, { keys: { username: "later", token: "later", password: "later" } }),
    ]);

    expect(results[1]?.status).toBe("fulfilled");
    const envelopes = await database.query.selectFrom("envelopes").select("bytes").execute();
    expect(envelopes.map(({ bytes }) => bytes.byteLength)).toEqual([0]);
  });

  test("of two to one name, or to one reach, at the same moment one succeeds", async () => {
    const { ada, add, edits, credentials } = await stage(await open(), clock);
    const [a, b] = [
      await add({ name: "aa", provider: "gitlab", baseUrl: "https://gitlab.com/a", keys: gitlab }),
      await add({ name: "bb", provider: "gitlab", baseUrl: "https://gitlab.com/b", keys: gitlab }),
    ];

    const names = await Promise.allSettled([edits.update(ada, a, { name: "same" }), edits.update(ada, b, { name: "SAME" })]);
    const reaches = await Promise.allSettled([a, b].map((id) => edits.update(ada, id, { baseUrl: "https://gitlab.com/c" })));

    expect(names.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "credential.name_taken" } });
    expect(reaches.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "credential.reach_taken" } });
    const rows = await credentials.list(ada, undefined);
    expect(new Set(rows.map(({ name }) => name.toLowerCase())).size).toBe(2);
    expect(new Set(rows.map(({ git_reach }) => git_reach)).size).toBe(2);
  });

  test("leaves no secret in the trail", async () => {
    const { add, edit, entries } = await stage(await open(), clock);
    const id = await add({ provider: "gitlab", keys: { ...gitlab, token: "canary-9d7" } });
    await edit(id, { keys: { username: "ada", token: "canary-9d8" } });

    const text = JSON.stringify([...(await entries("credential.create")), ...(await entries("credential.update"))]);

    expect(text).not.toContain("canary");
    expect(text).toContain("$secret");
  });
});
