import type { Database } from "@postern/database";
import { AppError, toComputeEnvId } from "@postern/domain";
import type { ComputeEnvId } from "@postern/domain";
import { describeWithDatabases } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { envelopeOwners } from "../../../envelope-owners.ts";
import { openClusterApp } from "../../../testing/cluster-app.fixture.ts";
import type { ClusterApp } from "../../../testing/cluster-app.fixture.ts";
import { openClusterHttp } from "../../../testing/cluster-http.fixture.ts";
import type { ClusterHttp } from "../../../testing/cluster-http.fixture.ts";
import { ownersOf } from "../../keys/envelope-owner.ts";
import type { NewEnvironment } from "../new-environment.ts";
import { VariableOpener } from "./open-variables.ts";
import { registerSecretVariableRoutes } from "./routes.ts";

const canary = "canary-of-a-variable";

describeWithDatabases("secret variables of an environment", (fixture) => {
  let database: Database;
  let app: ClusterApp;
  let http: ClusterHttp;
  let id: ComputeEnvId;

  beforeEach(async () => {
    database = await fixture.open();
    app = await openClusterApp({ database });
    http = await openClusterHttp(app, database, (server) => registerSecretVariableRoutes(server, app));
    const config = { workDir: app.cluster.work };
    id = toComputeEnvId(
      await app.environments.create(app.jane, { name: "gadi", platform: "slurm-platform", credentialsId: app.credentialsId, config }),
    );
  });
  afterEach(async () => {
    await http[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
  });

  const path = (of: string = id) => `/api/postern/v1/compute-envs/${of}/secret-variables`;
  const put = (variables: readonly object[], more: object = {}, who?: "john") => http.call("PUT", path(), { variables, ...more }, who);
  const listed = async () => (await http.call("GET", path())).json;
  const values = async (of: ComputeEnvId = id) => {
    const use = { actor: app.jane.userId, environmentId: of, purpose: "test" };
    const opened = await app.variableOpener.withVariables(use, (all) =>
      all.map(({ name, value }) => [name, value.useText((text) => text)]),
    );
    return Object.fromEntries(opened) as unknown;
  };
  const envelopes = async () => {
    const rows = await database.query.selectFrom("secret_variables").select("envelope_id").execute();
    const ids = rows.map((row) => row.envelope_id);
    if (ids.length === 0) return [];
    return database.query.selectFrom("envelopes").select(["id", "bytes"]).where("id", "in", ids).execute();
  };

  test("are named and never answered; a value that is not sent stays, and what is not named goes", async () => {
    const first = await put([
      { name: "A_KEY", value: canary },
      { name: "B_KEY", value: `${canary}-b`, compute: true },
      { name: "C_KEY", value: `${canary}-c` },
    ]);
    const shown = await listed();

    const second = await put([
      { name: "B_KEY", head: true, compute: true },
      { name: "A_KEY", value: `${canary}-new` },
    ]);

    expect([first.status, second.status]).toEqual([204, 204]);
    expect(shown["variables"]).toEqual([
      { name: "A_KEY", head: true, compute: false },
      { name: "B_KEY", head: false, compute: true },
      { name: "C_KEY", head: true, compute: false },
    ]);
    expect((await listed())["variables"]).toEqual([
      { name: "B_KEY", head: true, compute: true },
      { name: "A_KEY", head: true, compute: false },
    ]);
    expect(await values()).toEqual({ A_KEY: `${canary}-new`, B_KEY: `${canary}-b` });
  });

  const make = (secretVariables: NewEnvironment["secretVariables"]) =>
    app.environments.create(app.jane, {
      ...{ name: "second", platform: "slurm-platform", credentialsId: app.credentialsId, config: { workDir: app.cluster.work } },
      secretVariables,
    });

  test("come with a new environment, and stand in the entry of its making by name", async () => {
    const made = await make([{ name: "A_KEY", value: canary, compute: true }]);

    expect((await http.call("GET", path(made))).json["variables"]).toEqual([{ name: "A_KEY", head: false, compute: true }]);
    expect(await values(made)).toEqual({ A_KEY: canary });
    const entries = await database.query.selectFrom("audit_entries").selectAll().where("action", "=", "environment.create").execute();
    expect(JSON.parse(entries.at(-1)?.after_image ?? "{}")).toMatchObject({ name: "second", variables: ["A_KEY (tasks)"] });
    expect(JSON.stringify(entries)).not.toContain(canary);
  });

  test.each([
    [{ name: "LD_PRELOAD", value: canary }, "secretVariables.0.name"],
    [{ name: "A_KEY" }, "secretVariables.0.value"],
  ])("%j keeps an environment from being made", async (variable, field) => {
    await expect(make([variable])).rejects.toMatchObject({ code: "request.invalid", fields: [field] });

    expect(await app.environments.list(app.jane)).toHaveLength(1);
  });

  test("each opening is listed newest first, with whom and the run that it was for, to those who may see the environment", async () => {
    await put([{ name: "A_KEY", value: canary }]);
    await put([{ name: "A_KEY", compute: true }]);
    const use = { actor: app.jane.userId, environmentId: id, purpose: "launch", runId: "gone" };
    await app.variableOpener.withVariables(use, () => undefined);

    const first = await http.call("GET", `${path()}/usage?max=1`);
    const second = await http.call("GET", `${path()}/usage?cursor=${String(first.json["nextCursor"])}`);
    const foreign = await http.call("GET", `${path()}/usage`, undefined, "john");

    const who = { id: app.jane.userId, userName: "jane" };
    expect(first.json["usage"]).toMatchObject([{ who, purpose: "launch", run: null }]);
    expect(second.json).toMatchObject({ usage: [{ who, purpose: "edit", run: null }], nextCursor: null });
    expect([foreign.status, foreign.json["code"]]).toEqual([404, "environment.not_found"]);
  });

  test("are in the audit trail by name, with each opening, and their values are in no row", async () => {
    await put([{ name: "A_KEY", value: canary }]);
    await put([
      { name: "A_KEY", compute: true },
      { name: "B_KEY", value: `${canary}-b` },
    ]);

    const entries = await database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();
    const changes = entries.filter(({ action }) => action === "environment.change_secret_variables");
    expect(changes.map(({ after_image: image }) => JSON.parse(image ?? "") as unknown)).toEqual([
      { variables: ["A_KEY (head)"], entered: ["A_KEY"] },
      { variables: ["A_KEY (tasks)", "B_KEY (head)"], entered: ["B_KEY"] },
    ]);
    const opened = entries.filter(({ action }) => action === "secret.open");
    expect(opened.map(({ target_id: target, detail }) => [target, JSON.parse(detail) as unknown])).toEqual([
      [id, { purpose: "edit", runId: null, environmentId: id }],
    ]);
    const rows = await database.query.selectFrom("secret_variables").selectAll().execute();
    const kept = [JSON.stringify([entries, rows]), ...(await envelopes()).map(({ bytes }) => Buffer.from(bytes).toString("latin1"))];
    for (const text of kept) expect(text).not.toContain(canary);
  });

  test.each([
    ["a name that decides what runs", [{ name: "LD_PRELOAD", value: canary }], "variables.0.name"],
    ["a name of Nextflow's own", [{ name: "NXF_OPTS", value: canary }], "variables.0.name"],
    [
      "a name twice",
      [
        { name: "A_KEY", value: canary },
        { name: "A_KEY", value: canary },
      ],
      "variables.1.name",
    ],
    ["a new one without a value", [{ name: "A_KEY" }], "variables.0.value"],
    ["what tasks cannot be handed", [{ name: "A_KEY", value: `${canary}"`, compute: true }], "variables.0.value"],
  ])("%s is refused, and the answer does not repeat the value", async (_what, variables, field) => {
    const { json, status } = await put(variables);

    expect([status, json["code"], json["fields"]]).toEqual([400, "request.invalid", [field]]);
    expect(JSON.stringify(json)).not.toContain(canary);
    expect(await envelopes()).toEqual([]);
  });

  test("a kept value that tasks cannot be handed is refused when it becomes theirs", async () => {
    await put([{ name: "A_KEY", value: `${canary}"` }]);

    const { json } = await put([{ name: "A_KEY", compute: true }]);

    expect([json["code"], json["fields"]]).toEqual(["request.invalid", ["variables.0.compute"]]);
    expect(await values()).toEqual({ A_KEY: `${canary}"` });
  });

  test("who looked before somebody else changed them does not undo that, and who may not see it changes nothing", async () => {
    const { lastUpdated } = await listed();
    await put([{ name: "A_KEY", value: canary }], { lastUpdated });

    const [late, foreign] = [await put([], { lastUpdated }), await put([], {}, "john")];

    expect([late.status, late.json["code"]]).toEqual([409, "request.outdated"]);
    expect([foreign.status, foreign.json["code"]]).toEqual([404, "environment.not_found"]);
    expect(await values()).toEqual({ A_KEY: canary });
  });

  test("are known to a rotation of keys, with what they are bound to, and open for no other environment", async () => {
    await put([{ name: "A_KEY", value: canary }]);
    const [envelope] = await envelopes();

    const owners = await ownersOf(database.query, [envelope?.id ?? ""], envelopeOwners);

    const owner = owners.get(envelope?.id ?? "");
    expect(owner).toMatchObject({ kind: "environment", id, name: "gadi", workspaceId: null });
    const open = (recordId: string) => {
      const context = { scope: "", provider: "", ...owner?.context, recordId };
      using secret = app.vault.open(envelope?.bytes ?? new Uint8Array(), context);
      return secret.useText((text) => text);
    };
    expect(open(id)).toContain(canary);
    expect(() => open("another")).toThrow(expect.objectContaining({ code: "vault.envelope_invalid" }));
  });

  test("nothing is opened that cannot be recorded, and what was opened is wiped", async () => {
    await put([{ name: "A_KEY", value: canary }]);
    let opened = 0;
    const vault = { open: (...words: Parameters<typeof app.vault.open>) => ((opened += 1), app.vault.open(...words)) };
    const audit = { record: () => Promise.reject(new AppError("audit.broken", "The trail is broken.")) };
    const use = { actor: app.jane.userId, environmentId: id, purpose: "test" };

    const refused = new VariableOpener({ database, vault, audit }).withVariables(use, () => "used");
    await expect(refused).rejects.toMatchObject({ code: "audit.broken" });
    const kept = await app.variableOpener.withVariables(use, (all) => all);

    expect(opened).toBe(0);
    expect(() => kept[0]?.value.useText((text) => text)).toThrow(/destroyed|wiped/);
  });

  test("what is damaged is said by the name of the environment, and mended by entering it again", async () => {
    await put([{ name: "A_KEY", value: canary }]);
    await database.query
      .updateTable("envelopes")
      .set({ bytes: Buffer.from("spoilt") })
      .execute();

    const kept = await put([{ name: "A_KEY" }]);
    const entered = await put([{ name: "A_KEY", value: `${canary}-2` }]);

    expect([kept.json["code"], entered.status]).toEqual(["credential.damaged", 204]);
    expect(kept.json["message"]).toContain("gadi");
    expect(await values()).toEqual({ A_KEY: `${canary}-2` });
  });

  test("are wiped with their environment", async () => {
    await put([{ name: "A_KEY", value: canary }]);

    await app.environments.remove(app.jane, id);

    expect((await envelopes()).map(({ bytes }) => bytes.byteLength)).toEqual([0]);
    await expect(values()).rejects.toMatchObject({ code: "environment.not_found" });
  });
});
