import { toComputeEnvId } from "@postern/domain";
import { expect, test } from "vitest";
import { describeEnvironments } from "../../../testing/environment-scene.fixture.ts";
import type { EnvironmentTests } from "../../../testing/environment-scene.fixture.ts";
import { registerComputeEnvRoutes } from "../routes.ts";
import { registerNodeSetupRoutes } from "./routes.ts";

const setup = {
  modules: ["apptainer/1.3.4"],
  headModules: ["nextflow/24.10.4"],
  containerEngine: "apptainer",
  containerCacheDir: "$HOME/images",
  bindPaths: [{ source: "/data", target: "/mnt", isReadOnly: true }],
  scratch: "$TMPDIR",
  siteProfile: "uppmax",
};
const nothing = {
  modules: [],
  headModules: [],
  containerEngine: null,
  containerCacheDir: null,
  bindPaths: [],
  scratch: null,
  siteProfile: null,
};

const routes: EnvironmentTests = {
  what: "how nodes are made ready for runs",
  register: (server, app) => {
    registerComputeEnvRoutes(server, app);
    registerNodeSetupRoutes(server, app);
  },
};

describeEnvironments(routes, (scene) => {
  const { call, check, create } = scene;
  const pathOf = (id: unknown) => `/api/postern/v1/compute-envs/${String(id)}/node-setup`;
  const actions = async () => {
    const entries = await scene.database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();
    return entries.filter(({ action }) => action.startsWith("environment."));
  };

  test("is set with the environment, changed as a whole, recorded and checked", async () => {
    const { json: made } = await create({ nodeSetup: { ...setup, modules: [" apptainer/1.3.4 ", "apptainer/1.3.4"] } });
    const id = toComputeEnvId(String(made["computeEnvId"]));
    const first = await call("GET", pathOf(id));
    await check();
    const wasChecked = (await scene.app.environments.get(scene.app.jane, id)).checkFinishedAt !== null;

    const change = { nodeSetup: { scratch: "true", containerEngine: null, modules: [] }, lastUpdated: first.json["lastUpdated"] };
    const changed = await call("PUT", pathOf(id), change);
    const late = await call("PUT", pathOf(id), change);
    const second = await call("GET", pathOf(id));

    expect(first.json["nodeSetup"]).toEqual(setup);
    expect([changed.status, late.status, late.json["code"]]).toEqual([204, 409, "request.outdated"]);
    expect(second.json["nodeSetup"]).toEqual({ ...nothing, scratch: "true" });
    expect([wasChecked, (await scene.app.environments.get(scene.app.jane, id)).checkFinishedAt]).toEqual([true, null]);
    const entries = await actions();
    expect(entries.map(({ action }) => action)).toEqual(["environment.create", "environment.change_node_setup"]);
    expect(JSON.stringify(entries[0])).toContain("uppmax");
    expect([entries[1]?.before_image, entries[1]?.after_image].map((image) => image?.includes("uppmax"))).toEqual([true, false]);
  });

  test("what has the last word on it by hand is named", async () => {
    const raw = { nextflowConfig: "process { scratch = false }\napptainer.runOptions = '--nv'", preRunScript: "module purge" };
    const { json: made } = await create({ nodeSetup: setup }, { config: raw });

    const { json } = await call("GET", pathOf(made["computeEnvId"]));

    expect(json["overridden"]).toEqual([
      { member: "scratch", setting: "process.scratch" },
      { member: "bindPaths", setting: "apptainer.runOptions" },
      { member: "modules", setting: "module purge" },
      { member: "headModules", setting: "module purge" },
    ]);
  });

  test("the same once more changes nothing", async () => {
    const { json: made } = await create({ nodeSetup: setup });
    const before = await call("GET", pathOf(made["computeEnvId"]));

    const again = await call("PUT", pathOf(made["computeEnvId"]), { nodeSetup: setup });

    expect(again.status).toBe(204);
    expect(await call("GET", pathOf(made["computeEnvId"]))).toEqual(before);
    expect(await actions()).toHaveLength(1);
  });

  test("is taken from its place alone: what stands elsewhere in the body was looked at by nobody", async () => {
    const strange = { nodeSetup: { modules: 5 }, resources: { cpus: "9" }, launchRules: { cpus: { allow: "any" } }, secretVariables: 5 };
    const config = { workDir: scene.app.cluster.work };
    const computeEnv = { name: "gadi", platform: "slurm-platform", credentialsId: scene.app.credentialsId, config, ...strange };

    const made = await call("POST", "/api/compute-envs", {
      computeEnv,
      name: 7,
      platform: "lsf-platform",
      resources: { cpus: 2, colour: "red" },
    });

    expect(made.status).toBe(200);
    const environment = await scene.app.environments.get(scene.app.jane, toComputeEnvId(String(made.json["computeEnvId"])));
    expect(environment).toMatchObject({ name: "gadi", platform: "slurm-platform", nodeSetup: {} });
    expect(environment.resources).toEqual({ cpus: 2 });
    expect(environment.launchRules).toBeUndefined();
  });

  test("is nothing for a client that does not know of it, and stands outside of the public settings", async () => {
    const { json: made } = await create();
    const path = `/api/compute-envs/${String(made["computeEnvId"])}`;
    const before = await call("GET", path);

    await call("PUT", pathOf(made["computeEnvId"]), { nodeSetup: setup });

    const shown = ({ json }: typeof before) => ({ ...(json["computeEnv"] as object), lastUpdated: "" });
    expect(shown(await call("GET", path))).toEqual(shown(before));
  });

  test("is refused with its member named, and nothing is made or changed", async () => {
    const refused = await create({ nodeSetup: { modules: ["a; rm -rf ~"] } });
    const { json: made } = await create();
    const path = pathOf(made["computeEnvId"]);

    const answers = [
      await call("PUT", path, { nodeSetup: { containerEngine: "lxc" } }),
      await call("PUT", path, { nodeSetup: { bindPaths: [{ source: "/data" }] } }),
      await call("PUT", path, { nodeSetup: { containerEngine: "shifter", bindPaths: [{ source: "/data" }] } }),
      await call("PUT", path, { nodeSetup: { scratch: "$(id)" } }),
      await call("PUT", path, { nodeSetup: { scratch: "/a\nb" } }),
    ];

    expect(refused).toMatchObject({ status: 400, json: { code: "request.invalid", fields: ["nodeSetup.modules"] } });
    expect(answers.map(({ status, json }) => [status, (json["fields"] as string[] | undefined)?.[0]])).toEqual([
      [400, "nodeSetup.containerEngine"],
      [400, "nodeSetup.bindPaths"],
      [400, "nodeSetup.bindPaths.0"],
      [400, "nodeSetup.scratch"],
      [400, "nodeSetup.scratch"],
    ]);
    expect(await scene.app.environments.list(scene.app.jane)).toMatchObject([{ nodeSetup: {} }]);
  });

  test("of another person's environment there is nothing to see or change", async () => {
    const { json: made } = await create({ nodeSetup: setup });
    const path = pathOf(made["computeEnvId"]);

    const seen = await call("GET", path, undefined, "john");
    const changed = await call("PUT", path, { nodeSetup: {} }, "john");

    expect([seen, changed].map(({ status, json }) => [status, json["code"]])).toEqual([
      [404, "environment.not_found"],
      [404, "environment.not_found"],
    ]);
  });
});
