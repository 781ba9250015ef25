import { toComputeEnvId } from "@postern/domain";
import { expect, test } from "vitest";
import { describeEnvironments } from "../../../testing/environment-scene.fixture.ts";
import type { EnvironmentTests } from "../../../testing/environment-scene.fixture.ts";
import type { HttpAnswer } from "../../../testing/cluster-http.fixture.ts";
import { registerComputeEnvRoutes } from "../routes.ts";
import { registerLaunchRulesRoutes } from "./routes.ts";

const unbound = { values: null, min: null, max: null, below: null };
const rules = {
  queue: { allow: "within", values: ["short", "long"] },
  wallTimeSeconds: { allow: "within", max: 172_800 },
  workDir: { allow: "within", below: ["/scratch/$USER"] },
  preRunScript: { allow: "no" },
  headJobOptions: { allow: "within", values: ["--gres=gpu:1"] },
  configText: { allow: "any" },
};

interface Option {
  readonly name: string;
  readonly allow: string;
}

const routes: EnvironmentTests = {
  what: "what a launch may choose",
  register: (server, app) => {
    registerComputeEnvRoutes(server, app);
    registerLaunchRulesRoutes(server, app);
  },
};

describeEnvironments(routes, (scene) => {
  const { call } = scene;

  const create = (more: object = {}, platform = "slurm-platform"): Promise<HttpAnswer> =>
    scene.create(more, { platform, config: platform === "local-platform" ? {} : { headQueue: "short" } });

  const pathOf = (made: HttpAnswer): string => `/api/postern/v1/compute-envs/${String(made.json["computeEnvId"])}/launch-rules`;
  const allowed = ({ json }: HttpAnswer): object =>
    Object.fromEntries((json["options"] as Option[]).map(({ allow, name }) => [name, allow]));

  test("without rules it is what launches of clients always could", async () => {
    const made = await create();
    await scene.app.nextflowVersions.choose(scene.app.jane, toComputeEnvId(String(made.json["computeEnvId"])), { version: "24.10.4" });

    const answer = await call("GET", pathOf(made));

    expect(answer.json["rules"]).toBeNull();
    expect(answer.json["options"]).toContainEqual({ name: "nextflowVersion", allow: "any", ...unbound, own: "24.10.4" });
    expect(allowed(answer)).toEqual({
      ...{
        queue: "no",
        account: "no",
        qos: "no",
        wallTimeSeconds: "no",
        memoryMb: "no",
        cpus: "no",
        constraint: "no",
        noticeSeconds: "no",
      },
      ...{ headJobOptions: "no", workDir: "any", preRunScript: "any", postRunScript: "any", configText: "any", variables: "no" },
      nextflowVersion: "any",
    });
    expect(answer.json["options"]).toContainEqual({ name: "queue", allow: "no", ...unbound, own: "short" });
    expect(answer.json["changedBy"]).toMatch(/on the page of gadi/);
  });

  test("is set with the environment, changed as a whole, taken away, and recorded", async () => {
    const made = await create({ launchRules: rules });
    const first = await call("GET", pathOf(made));

    const change = { rules: { cpus: { allow: "within", max: 4, values: null } }, lastUpdated: first.json["lastUpdated"] };
    const changed = await call("PUT", pathOf(made), change);
    const late = await call("PUT", pathOf(made), change);
    const second = await call("GET", pathOf(made));
    await call("PUT", pathOf(made), { rules: null });

    // "no" is what is not said.
    const { preRunScript: _no, ...kept } = rules;
    expect(first.json["rules"]).toEqual(Object.fromEntries(Object.entries(kept).map(([name, bound]) => [name, { ...unbound, ...bound }])));
    expect(allowed(first)).toMatchObject({ queue: "within", workDir: "within", preRunScript: "no", configText: "any", cpus: "no" });
    expect([changed.status, late.status]).toEqual([204, 409]);
    expect(second.json["rules"]).toEqual({ cpus: { ...unbound, allow: "within", max: 4 } });
    expect((await call("GET", pathOf(made))).json["rules"]).toBeNull();
    const entries = await scene.database.query.selectFrom("audit_entries").selectAll().orderBy("id").execute();
    expect(entries.map(({ action }) => action)).toEqual([
      ...["environment.create", "environment.change_launch_rules", "environment.change_launch_rules"],
    ]);
    expect(entries.map((entry) => JSON.stringify(entry).includes("gres=gpu:1"))).toEqual([true, true, false]);
  });

  test("is nothing for a client that does not know of it", async () => {
    const made = await create();
    const one = `/api/compute-envs/${String(made.json["computeEnvId"])}`;
    const before = await call("GET", one);

    await call("PUT", pathOf(made), { rules });
    const after = await call("GET", one);

    const shown = ({ json }: HttpAnswer) => ({ ...(json["computeEnv"] as object), lastUpdated: "" });
    expect(shown(after)).toEqual(shown(before));
  });

  test("what cannot be a rule is refused with the option named, and nothing is made or changed", async () => {
    const made = await create();
    const wrong = { cpus: { allow: "within", min: 2, max: 1 } };

    const answers = [await call("PUT", pathOf(made), { rules: wrong }), await create({ launchRules: wrong })];

    for (const answer of answers)
      expect(answer).toMatchObject({ status: 400, json: { code: "request.invalid", fields: ["launchRules.cpus"] } });
    expect((await call("GET", pathOf(made))).json["rules"]).toBeNull();
  });

  test("an option that the platform does not have is not offered, and cannot be allowed", async () => {
    const made = await create({}, "local-platform");

    const answer = await call("PUT", pathOf(made), { rules: { queue: { allow: "any" } } });
    const left = await call("PUT", pathOf(made), { rules: { queue: { allow: "no" } } });

    expect(answer).toMatchObject({ status: 400, json: { fields: ["launchRules.queue"] } });
    expect(left.status).toBe(204);
    expect(Object.keys(allowed(await call("GET", pathOf(made))))).toEqual([
      ...["workDir", "preRunScript", "postRunScript", "configText", "variables", "nextflowVersion"],
    ]);
  });

  test("of another person's environment there is nothing to see or change", async () => {
    const made = await create({ launchRules: rules });

    const answers = [await call("GET", pathOf(made), undefined, "john"), await call("PUT", pathOf(made), { rules: null }, "john")];

    expect(answers.map(({ json, status }) => `${String(status)} ${String(json["code"])}`)).toEqual([
      ...["404 environment.not_found", "404 environment.not_found"],
    ]);
  });
});
