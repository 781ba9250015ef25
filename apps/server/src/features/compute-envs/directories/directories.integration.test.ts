import { chmod, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openClusterApp } from "../../../testing/cluster-app.fixture.ts";
import type { ClusterApp } from "../../../testing/cluster-app.fixture.ts";
import { openClusterHttp } from "../../../testing/cluster-http.fixture.ts";
import type { ClusterHttp } from "../../../testing/cluster-http.fixture.ts";
import { registerDirectoryRoutes } from "./routes.ts";

describeWithDatabases("directories that an environment names and the cluster lacks", (fixture) => {
  let database: Database;
  let app: ClusterApp;
  let http: ClusterHttp;

  beforeEach(async () => {
    database = await fixture.open();
    app = await openClusterApp({ database });
    http = await openClusterHttp(app, database, (server) => registerDirectoryRoutes(server, app));
  });
  afterEach(async () => {
    await http[Symbol.asyncDispose]();
    await app[Symbol.asyncDispose]();
  });

  const at = (path: string) => join(app.cluster.root, path);
  const modeOf = async (path: string) => ((await stat(at(path))).mode & 0o7777).toString(8);
  const make = (id: string, who?: "john") => http.call("POST", `/api/postern/v1/compute-envs/${id}/directories`, undefined, who);
  const entries = () =>
    database.query.selectFrom("audit_entries").select("after_image").where("action", "=", "environment.make_directories").execute();

  async function parent(path: string, mode: number): Promise<void> {
    await mkdir(at(path));
    await chmod(at(path), mode);
  }

  test("are proposed by the check, made for the owner alone with those above them, recorded, and checked again", async () => {
    const id = await app.environment("local-platform", { workDir: "$HOME/new/work", launchDir: at("new/launch") });
    const failed = await app.environments.get(app.jane, id);

    const { json, status } = await make(id);
    const asked = await app.environments.get(app.jane, id);
    await app.environmentReconciler.step(new AbortController().signal);
    await app.environmentReconciler.idle();

    expect(failed.checkSteps.find(({ key }) => key === "workDir")).toMatchObject({
      status: "failed",
      proposals: [expect.objectContaining({ kind: "make-directories" })],
      cure: `Make it there with "mkdir -p ${at("new/work")}", or choose another one.`,
    });
    const made = ["work", "launch"].map((name) => ({ path: at(`new/${name}`), mode: "0700" }));
    expect([status, json]).toEqual([200, { made }]);
    expect([await modeOf("new"), await modeOf("new/work"), await modeOf("new/launch")]).toEqual(["700", "700", "700"]);
    expect([asked.checkFinishedAt, (await app.environments.get(app.jane, id)).status]).toEqual([null, "AVAILABLE"]);
    const [entry, ...others] = await entries();
    expect(others).toEqual([]);
    expect(entry?.after_image).toContain(`${at("new/work")} (700)`);
  });

  test("are not left to somebody where they are the one that Postern proposes: the check makes it, for the account alone", async () => {
    const steps = async (launchDir: string) => {
      const id = await app.environment("local-platform", { workDir: "$HOME/postern-work", launchDir });
      const { checkSteps } = await app.environments.get(app.jane, id);
      return checkSteps.find(({ key }) => key === "workDir");
    };

    const [first, second] = [await steps("$HOME/postern-work"), await steps("$HOME/not-ours")];

    const path = at("postern-work");
    expect(first).toMatchObject({ status: "passed", summary: `${path} was made, for the account alone. ${path} can be written.` });
    expect(await modeOf("postern-work")).toBe("700");
    expect(second).toMatchObject({ status: "failed", summary: expect.stringContaining("not-ours does not exist") as string });
  });

  test("give the group of a project what it has above, and nobody else anything", async () => {
    await parent("project", 0o2775);
    await parent("readers", 0o2750);
    await parent("everybody", 0o777);
    const [first, second] = [
      await app.environment("local-platform", { workDir: at("project/a/work"), launchDir: at("readers/launch") }),
      await app.environment("local-platform", { workDir: at("everybody/work") }),
    ];

    const answers = [await make(first), await make(second)];

    expect(answers.map(({ json }) => (json["made"] as readonly { readonly mode: string }[]).map(({ mode }) => mode))).toEqual([
      ["2770", "2750"],
      ["0700"],
    ]);
    expect([await modeOf("project/a"), await modeOf("project/a/work")]).toEqual(["2770", "2770"]);
  });

  test("are left alone when they are there: nothing is recorded, and no check is asked for", async () => {
    const id = await app.environment("local-platform");
    const before = await app.environments.get(app.jane, id);

    const { json } = await make(id);

    expect(json).toEqual({ made: [] });
    expect(await app.environments.get(app.jane, id)).toEqual(before);
    expect(await entries()).toEqual([]);
  });

  test("are not made in place of something else, and not for somebody who may not see the environment", async () => {
    await writeFile(at("file"), "");
    const id = await app.environment("local-platform", { workDir: at("file/work"), launchDir: at("launch") });

    const [inTheWay, foreign] = [await make(id), await make(id, "john")];

    expect([inTheWay.status, inTheWay.json["code"], inTheWay.json["message"]]).toEqual([
      ...[400, "file.failed"],
      expect.stringContaining(`${at("file")} is not a directory.`),
    ]);
    expect([foreign.status, foreign.json["code"]]).toEqual([404, "environment.not_found"]);
    expect(await readdir(app.cluster.root)).not.toContain("launch");
    expect(await entries()).toEqual([]);
  });
});
