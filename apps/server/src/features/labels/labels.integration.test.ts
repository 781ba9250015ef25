import { toUserId } from "@postern/domain";
import { describeWithSharedDatabase } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addThings } from "../../testing/housed-things.fixture.ts";
import { openTenants } from "../../testing/tenants.fixture.ts";
import type { Tenants } from "../../testing/tenants.fixture.ts";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestServer } from "../../testing/test-server.ts";

type Person = "ada" | "max" | "lea" | "vic";
type Place = "home" | "one" | "two";
interface Asked {
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  readonly body?: object;
  readonly place?: Place;
}
interface ShownLabel {
  readonly id: number;
  readonly name: string;
  readonly value: string | null;
}

// One server for all: each test uses names, or a place, of its own.
describeWithSharedDatabase("labels", (shared) => {
  let server: TestServer;
  let tenants: Tenants;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    server = await startTestServer({ flags: { database: shared.url() } });
    const { database, places, tokens: tokenService } = server.server.services;
    tenants = await openTenants(database, places);
    for (const name of ["ada", "max", "lea", "vic"] as const) {
      tokens.set(name, (await tokenService.create(toUserId(tenants.people[name]), "test")).text);
    }
  });

  afterAll(() => server[Symbol.asyncDispose]());

  async function ask(who: Person, path: string, { method = "GET", body, place = "one" }: Asked = {}) {
    const query = place === "home" ? "" : `${path.includes("?") ? "&" : "?"}workspaceId=${String(tenants[place])}`;
    const sent = body === undefined ? {} : { body };
    const { status, text } = await server.call(`/api${path}${query}`, { method, token: tokens.get(who) ?? "", ...sent });
    return { status, json: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
  }

  const make = (body: object, place: Place = "one", who: Person = "ada") => ask(who, "/labels", { method: "POST", body, place });
  const found = async (query: string) => {
    const { json } = await ask("vic", `/labels?${query}`);
    return (json["labels"] as ShownLabel[]).map(({ name, value }) => (value === null ? name : `${name}=${value}`));
  };
  const actsOn = async (id: unknown) => {
    const trail = server.server.services.database.query.selectFrom("audit_entries");
    const entries = await trail
      .select("action")
      .where("target_kind", "=", "label")
      .where("target_id", "=", String(id))
      .orderBy("id")
      .execute();
    return entries.map(({ action }) => action);
  };

  test("are made as clients make them, answered flat, and found page by page", async () => {
    const word = await make({ name: "rna-seq" });
    const pair = await make({ name: "project", value: "PRJ 1", resource: true });

    expect(word).toMatchObject({ status: 200, json: { name: "rna-seq", value: null, resource: false, isDefault: false } });
    expect(pair).toMatchObject({ status: 200, json: { name: "project", value: "PRJ 1", resource: true } });
    // As `tw labels list` and `--labels` ask.
    expect(await found("max=100&offset=0&search=&type=all")).toEqual(["project=PRJ 1", "rna-seq"]);
    expect(await found("max=100&offset=0&search=RNA&type=simple")).toEqual(["rna-seq"]);
    expect(await found("search=prj&type=resource")).toEqual(["project=PRJ 1"]);
    expect(await found("search=%25")).toEqual([]);
    const page = await ask("vic", "/labels?max=1&offset=1");
    expect(page.json).toMatchObject({ labels: [{ name: "rna-seq", isDynamic: false, isInterpolated: false }], totalSize: 2 });
    expect((await ask("vic", "/labels/dynamic/allowed", { place: "home" })).json).toEqual({ values: [] });
  });

  test.each([
    [{ name: "x" }, "name"],
    [{ name: "two words" }, "name"],
    [{ name: "tail-" }, "name"],
    [{ name: "team", value: "blue" }, "value"],
    [{ name: "team", resource: true }, "value"],
    [{ name: "team", value: "a,b", resource: true }, "value"],
    [{ name: "team", value: "${workflowId}", resource: true }, "value"],
    [{ name: "a=b", value: "c", resource: true }, "name"],
  ])("%j is refused, naming the member", async (body, field) => {
    expect(await make(body)).toMatchObject({ status: 400, json: { code: "label.invalid", fields: [field] } });
  });

  test("one is there once, whatever its case; a pair is another one with another value, and in another place all is free", async () => {
    await make({ name: "once" });
    await make({ name: "site", value: "north", resource: true });

    expect(await make({ name: "ONCE" })).toMatchObject({
      status: 409,
      json: { code: "label.exists", message: "The label ONCE already exists." },
    });
    expect((await make({ name: "site", value: "north", resource: true })).status).toBe(409);
    expect((await make({ name: "site", value: "south", resource: true })).status).toBe(200);
    expect((await make({ name: "once" }, "two")).status).toBe(200);
    expect((await make({ name: "once" }, "home")).status).toBe(200);
  });

  test("two who make the same at once: one is told that it is there", async () => {
    const answers = await Promise.all([make({ name: "raced" }), make({ name: "Raced" })]);

    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  test("are changed in what is sent, and each change is in the trail; the same again is none", async () => {
    const { id } = (await make({ name: "cost", value: "1", resource: true })).json;
    const change = (body: object) => ask("ada", `/labels/${String(id)}`, { method: "PUT", body });

    expect((await change({ value: "2" })).json).toMatchObject({ id, name: "cost", value: "2" });
    expect((await change({ name: "Cost", isDefault: true })).json).toMatchObject({ name: "Cost", value: "2", isDefault: true });
    expect((await change({ name: "Cost", value: null })).status).toBe(200);
    expect(await change({ value: "" })).toMatchObject({ status: 400, json: { code: "label.invalid", fields: ["value"] } });
    await ask("ada", `/labels/${String(id)}`, { method: "DELETE" });

    expect(await actsOn(id)).toEqual(["label.create", "label.update", "label.update", "label.delete"]);
    expect((await change({ value: "3" })).status).toBe(404);
  });

  test("two who change different members at once both do", async () => {
    const { id } = (await make({ name: "half", value: "1", resource: true })).json;
    const change = (body: object) => ask("ada", `/labels/${String(id)}`, { method: "PUT", body });

    await Promise.all([change({ name: "whole" }), change({ value: "2" }), change({ isDefault: true })]);

    expect((await change({})).json).toMatchObject({ name: "whole", value: "2", isDefault: true });
    await ask("ada", `/labels/${String(id)}`, { method: "DELETE" });
  });

  test("of another place are not there, also to who may see both, and who may only look changes nothing", async () => {
    const { id } = (await make({ name: "border" })).json;
    const path = `/labels/${String(id)}`;

    for (const place of ["two", "home"] as const) {
      expect((await ask("ada", path, { method: "PUT", body: { name: "mine" }, place })).json).toMatchObject({ code: "label.not_found" });
      expect((await ask("ada", path, { method: "DELETE", place })).status).toBe(404);
    }
    for (const who of ["lea", "vic"] as const) {
      expect((await make({ name: "no" }, "one", who)).json).toMatchObject({ permission: "label:write" });
      expect((await ask(who, path, { method: "DELETE" })).json).toMatchObject({ permission: "label:delete" });
    }
    expect((await ask("max", path, { method: "PUT", body: { name: "border-2" } })).status).toBe(200);
  });

  test("on an environment: put by the ids of this place alone, shown with it, in the trail, gone with the label", async () => {
    const { environment } = await addThings(server.server, await tenants.actor("ada", "two"));
    const [word, pair] = [await make({ name: "prod" }, "two"), await make({ name: "tier", value: "gold", resource: true }, "two")];
    const foreign = await make({ name: "foreign" }, "one");
    const put = (labelIds: readonly unknown[], more: object = {}) =>
      ask("ada", `/postern/v1/compute-envs/${environment}/labels`, { method: "PUT", body: { labelIds, ...more }, place: "two" });
    const shown = async () => {
      const one = (await ask("ada", `/compute-envs/${environment}?attributes=labels`, { place: "two" })).json["computeEnv"];
      const all = (await ask("ada", "/compute-envs", { place: "two" })).json["computeEnvs"] as { id: string; labels: ShownLabel[] }[];
      const listed = all.find(({ id }) => id === environment)?.labels;
      expect(listed).toEqual((one as { labels: ShownLabel[] }).labels);
      return listed?.map(({ name }) => name);
    };

    expect((await put([pair.json["id"], word.json["id"], word.json["id"]])).status).toBe(204);
    expect(await shown()).toEqual(["prod", "tier"]);
    expect((await put([word.json["id"], foreign.json["id"]])).json).toMatchObject({ code: "label.not_found", fields: ["labelIds"] });
    expect((await put([], { lastUpdated: "2020-01-01T00:00:00Z" })).json).toMatchObject({ code: "request.outdated" });
    expect(await shown()).toEqual(["prod", "tier"]);
    await ask("ada", `/labels/${String(word.json["id"])}`, { method: "DELETE", place: "two" });
    expect(await shown()).toEqual(["tier"]);
    const { database } = server.server.services;
    const trail = await database.query.selectFrom("audit_entries").select("action").where("target_id", "=", environment).execute();
    expect(trail.map(({ action }) => action)).toEqual(["environment.change_labels"]);
  });

  test("each change tells the open pages of those who may see labels there, once it has happened, and a refusal tells nobody", async () => {
    const told: unknown[] = [];
    const stop = server.server.services.live.listen(
      ({ audience, event }) => event.type === "labels" && told.push({ ...audience, ...event }),
    );
    const { environment } = await addThings(server.server, await tenants.actor("olga", "two"));

    const { id } = (await make({ name: "heard" }, "two")).json;
    await make({ name: "heard" }, "two");
    const change = { method: "PUT", body: { name: "heard-2" }, place: "two" } as const;
    await ask("ada", `/labels/${String(id)}`, change);
    await ask("ada", `/postern/v1/compute-envs/${environment}/labels`, { ...change, body: { labelIds: [id] } });
    await ask("ada", `/labels/${String(id)}`, { method: "DELETE", place: "two" });
    const { id: own } = (await make({ name: "own" }, "home")).json;
    await ask("ada", `/labels/${String(own)}`, { method: "DELETE", place: "home" });
    stop();

    const inTwo = { workspaceId: tenants.two, permission: "label:read", type: "labels" };
    const atHome = { userId: tenants.people.ada, workspaceId: null, type: "labels" };
    expect(told).toEqual([inTwo, inTwo, inTwo, inTwo, atHome, atHome]);
  });

  test("a new environment has those that its maker names, else the default ones of its place", async () => {
    const { credential } = await addThings(server.server, await tenants.actor("max", "two"));
    const plain = await make({ name: "plain" }, "two");
    await make({ name: "cost-centre", value: "77", resource: true, isDefault: true }, "two");
    const create = async (name: string, labelIds?: readonly unknown[]) => {
      const computeEnv = { name, platform: "slurm-platform", credentialsId: credential, config: { workDir: "/w" } };
      const { json } = await ask("ada", "/compute-envs", { method: "POST", body: { computeEnv, labelIds }, place: "two" });
      const shown = await ask("ada", `/compute-envs/${String(json["computeEnvId"])}`, { place: "two" });
      return (shown.json["computeEnv"] as { labels: ShownLabel[] }).labels.map((label) => label.name);
    };

    expect(await create("named", [plain.json["id"]])).toEqual(["plain"]);
    expect(await create("bare", [])).toEqual([]);
    expect(await create("unsaid")).toEqual(["cost-centre"]);
  });

  test("of one place there are a thousand at most", async () => {
    const rows = Array.from({ length: 999 }, (_, index) => ({
      ...{ user_id: tenants.people.vic, workspace_id: null, name: `n${String(index)}`, name_key: `n${String(index)}`, value: "" },
      ...{ is_resource: 0 as const, is_default: 0 as const, created_at: 1, updated_at: 1 },
    }));
    await server.server.services.database.query.insertInto("labels").values(rows).execute();

    expect((await make({ name: "last" }, "home", "vic")).status).toBe(200);
    expect(await make({ name: "one-more" }, "home", "vic")).toMatchObject({ status: 409, json: { code: "label.limit_reached" } });
  });

  test("go with their place", async () => {
    const { database, labels } = server.server.services;
    await make({ name: "mine" }, "home", "max");
    const { environment } = await addThings(server.server, tenants.atHome("max"));
    const rows = () => database.query.selectFrom("labels").select("name").where("user_id", "=", tenants.people.max).execute();
    const [{ id }] = (await ask("max", "/labels", { place: "home" })).json["labels"] as [ShownLabel];
    const path = `/postern/v1/compute-envs/${environment}/labels`;
    await ask("max", path, { method: "PUT", body: { labelIds: [id] }, place: "home" });

    await database.transaction(({ query }) => labels.removeAll(query, { kind: "personal", userId: tenants.people.max }));

    expect(await rows()).toEqual([]);
  });
});
