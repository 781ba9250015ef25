import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";

// What hangs on subjects that are still to come is answered with a refusal, which is no 2xx.
const plan = {
  tags: ["compute-envs", "platforms", "labels", "nextflow"],
  stillToCome: ["actions", "datasets", "pipelines", "workflow"].flatMap((subject) =>
    ["add", "apply", "remove"].map((act) => `POST /${subject}/labels/${act}`),
  ),
  start: (database: string) => startTestServer({ flags: { database } }),
};

describePlatformContract("compute environments, platforms and labels", plan, ({ server, call }) => {
  let token: string;
  let credentialsId: string;
  beforeAll(async () => {
    token = (await server().addPerson("ada")).token;
    const credentials = { name: "site", provider: "tw-agent", keys: { connectionId: "site", discriminator: "tw-agent" } };
    const { json } = await call("POST /credentials", { token, body: { credentials } });
    credentialsId = (json as { credentialsId: string }).credentialsId;
  });

  const config = { discriminator: "slurm-platform", workDir: "/w", headQueue: "q" };

  test("labels are made, listed, changed and deleted", async () => {
    const word = await call("POST /labels", { token, body: { name: "prod" } });
    const pair = await call("POST /labels", { token, body: { name: "team", value: "blue", resource: true } });
    const again = await call("POST /labels", { token, body: { name: "prod" } });
    const listed = await call("GET /labels?max=100&offset=0&search=&type=all", { token });
    const one = `/labels/${String((pair.json as { id: unknown }).id)}`;
    const changed = await call(`PUT ${one}`, { token, body: { value: "red" } });
    const deleted = await call(`DELETE ${one}`, { token });
    const variables = await call("GET /labels/dynamic/allowed", { token });

    const answers = [word, pair, again, listed, changed, deleted, variables];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 409, 200, 200, 204, 200]);
    expect(changed.json).toMatchObject({ name: "team", value: "red" });
  });

  test("an environment is made with a label, described, changed, taken out of use and back, checked, made primary and deleted", async () => {
    const label = await call("POST /labels", { token, body: { name: "tier", value: "gold", resource: true } });
    const labelIds = [(label.json as { id: unknown }).id];
    const body = { computeEnv: { name: "hpc", platform: "slurm-platform", credentialsId, config }, labelIds };
    const free = await call("GET /compute-envs/validate?name=hpc", { token });
    const made = await call("POST /compute-envs", { token, body });
    const one = `/compute-envs/${(made.json as { computeEnvId: string }).computeEnvId}`;
    const described = await call(`GET ${one}?attributes=labels`, { token });
    const changed = await call(`PUT ${one}`, { token, body: { name: "hpc-2", description: "of the centre" } });
    const verdict = await call(`POST ${one}/validate?force=true`, { token, body: {} });
    const disabled = await call(`POST ${one}/disable`, { token, body: {} });
    const listed = await call("GET /compute-envs?status=DISABLED", { token });
    const enabled = await call(`POST ${one}/enable`, { token, body: {} });
    await server().server.services.database.query.updateTable("compute_envs").set({ status: "AVAILABLE" }).execute();
    const primary = await call(`POST ${one}/primary`, { token, body: {} });
    const deleted = await call(`DELETE ${one}?force=true`, { token });
    const gone = await call(`GET ${one}`, { token });

    const answers = [free, made, described, changed, verdict, disabled, listed, enabled, primary, deleted, gone];
    expect(answers.map(({ status }) => status)).toEqual([204, 200, 200, 204, 200, 204, 200, 204, 204, 204, 200]);
    expect(described.json).toMatchObject({ computeEnv: { labels: [{ name: "tier", value: "gold", resource: true }] } });
    // No agent of this connection ID is there.
    expect(verdict.json).toMatchObject({ status: "INVALID" });
    expect(listed.json).toMatchObject({ computeEnvs: [{ name: "hpc-2", status: "DISABLED", labels: [{ name: "tier" }] }] });
    expect(gone.json).toMatchObject({ computeEnv: { status: "DELETED", deleted: true } });
  });

  test("platforms are listed and described", async () => {
    const all = await call("GET /platforms", { token });
    const one = await call("GET /platforms/slurm-platform", { token });
    const regions = await call("GET /platforms/slurm-platform/regions", { token });

    expect([all, one, regions].map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test("anybody learns that a launch may name a version of Nextflow, and that the server keeps no list of its own", async () => {
    const { json, status } = await call("GET /platform/versions", {});

    expect([status, json]).toMatchObject([200, { nextflowVersions: [], nextflowVersionSelectionEnabled: true }]);
    const policies = (json as { nextflowVersionPolicyByComputeEnvType: object }).nextflowVersionPolicyByComputeEnvType;
    expect(policies).toMatchObject({ "slurm-platform": { selectable: true }, "local-platform": { selectable: true } });
  });

  test.each([
    ["/pipelines?max=100&offset=0", { pipelines: [], totalSize: 0 }],
    ["/actions", { actions: [] }],
    ["/datasets?max=100", { datasets: [], totalSize: 0 }],
    ["/pipeline-secrets", { pipelineSecrets: [], totalSize: 0 }],
  ])("of what is still to come, %s has nothing in it", async (path, empty) => {
    expect(await call(`GET ${path}`, { token })).toMatchObject({ status: 200, json: empty });
  });

  test("whoever writes what is still to come is told so", async () => {
    const pipeline = await call("POST /pipelines", { token, body: { name: "x", launch: { pipeline: "https://example.org/x" } } });

    expect(pipeline).toMatchObject({
      status: 400,
      json: { code: "request.not_offered", message: "Saved pipelines are not offered by this server yet." },
    });
  });

  test("a file for what is still to come is told so too, but not to whoever is not signed in", async () => {
    const raw = Buffer.from('--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\na,b\r\n--x--\r\n');
    const file = { raw, headers: { "content-type": "multipart/form-data; boundary=x" } };

    const upload = await call("POST /datasets/d1/upload", { token, ...file });
    const stranger = await call("POST /datasets/d1/upload", file);

    expect([upload.status, upload.json, stranger.status]).toMatchObject([400, { code: "request.not_offered" }, 401]);
  });
});
