import { computePlatforms } from "@postern/contracts";
import type { ComputeEnv, ComputePlatform } from "@postern/contracts";
import { describePlatformContract } from "@postern/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import { TwCommands, TwFailure } from "../../testing/tw-commands.fixture.ts";

/** What the smallest `add` of a scheduler sends with an agent, and what it sends with every option that it has. */
const smallest = { headQueue: "q", workDir: "$TW_AGENT_WORK" };
const every = {
  ...{
    computeQueue: "long",
    headJobOptions: "-A proj1",
    headQueue: "short",
    hostName: "login.hpc.example.org",
    launchDir: "$TW_AGENT_WORK/launch",
  },
  ...{
    maxQueueSize: 50,
    port: 2222,
    preRunScript: "module load nextflow\n",
    postRunScript: "true\n",
    nextflowConfig: "process.cpus = 2\n",
  },
  ...{ userName: "lab", workDir: "/scratch/lab" },
  environment: [
    { name: "A", value: "1", head: true, compute: false },
    { name: "B", value: "", head: true, compute: true },
  ],
};
const ofLsf = { unitForLimits: "MB", perJobMemLimit: true, perTaskReserve: false };
const optionsOf = (platform: ComputePlatform) => (platform === "lsf-platform" ? { ...every, ...ofLsf } : every);
const grids = computePlatforms.filter((platform) => platform !== "local-platform");

// One command goes through operations of several tags; whether all of them are built is asked elsewhere.
const plan = { tags: [], stillToCome: [], start: (database: string) => startTestServer({ flags: { database } }) };

describePlatformContract("environments, as its clients make and change them", plan, ({ server, call }) => {
  let token: string;
  let workspaceId: number;
  let tw: TwCommands;
  const bodyOf = ({ text }: { readonly text: string }): unknown => JSON.parse(text);

  beforeAll(async () => {
    token = (await server().addPerson("ada")).token;
    const organization = { name: "acme", fullName: "Acme" };
    const { orgId } = (bodyOf(await call("POST /orgs", { token, body: { organization } })) as { organization: { orgId: number } })
      .organization;
    const workspace = { name: "main", fullName: "Main", visibility: "PRIVATE" };
    const made = await call(`POST /orgs/${String(orgId)}/workspaces`, { token, body: { workspace } });
    workspaceId = (bodyOf(made) as { workspace: { id: number } }).workspace.id;
    tw = new TwCommands({ call, token, workspaceId });
    // Of the credentials of a place, clients are to find those alone that open a cluster.
    for (const body of [
      { name: "site", provider: "tw-agent", keys: { connectionId: "site", discriminator: "tw-agent" } },
      { name: "quay", provider: "container-reg", keys: { userName: "u", password: "right-secret", registry: "quay.io" } },
      { name: "git", provider: "github", keys: { username: "u", password: "right-secret" } },
    ]) {
      await call(`POST /credentials?workspaceId=${String(workspaceId)}`, { token, body: { credentials: body } });
    }
  });

  /** As a check would leave it that went well: no agent is there in these tests, so its own one ends otherwise. */
  const makeAvailable = async (name: string) => {
    await expect.poll(async () => (await tw.view(name)).status).toBe("ERRORED");
    const { query } = server().server.services.database;
    await query.updateTable("compute_envs").set({ status: "AVAILABLE", check_finished_at: 1 }).where("name", "=", name).execute();
  };
  const ask = (method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: unknown) =>
    server().call(`/api${path}?workspaceId=${String(workspaceId)}`, { method, token, ...(body === undefined ? {} : { body }) });

  describe("tw compute-envs", () => {
    test.each(grids)("add and view of %s: the smallest, and with every option, come back as they were sent", async (platform) => {
      await tw.add(platform, { name: `${platform}-small`, config: smallest });
      await tw.add(platform, { name: `${platform}-every`, credentials: "site", description: "All.", config: optionsOf(platform) });

      const [small, whole] = [await tw.view(`${platform}-small`), await tw.view(`${platform}-every`)];
      const unset = { computeQueue: null, hostName: null, userName: null, launchDir: null, maxQueueSize: null, environment: null };
      expect(small).toMatchObject({ platform, description: null, config: { discriminator: platform, ...smallest, ...unset } });
      const sent = { ...optionsOf(platform), discriminator: platform, propagateHeadJobOptions: null };
      expect([whole.platform, whole.description, whole.config]).toEqual([platform, "All.", sent]);
      // `nextflow launch` takes the work directory from the entry of the list.
      const entry = (await tw.list()).find(({ name }) => name === `${platform}-every`);
      expect(entry).toMatchObject({ platform, workDir: "/scratch/lab", primary: false });
    });

    test.each(computePlatforms)("export and import of %s: the file makes the same again, labels and all", async (platform) => {
      const label = await call(`POST /labels?workspaceId=${String(workspaceId)}`, {
        token,
        body: { name: "of", value: platform, resource: true },
      });
      const config = platform === "local-platform" ? { workDir: "/w", environment: every.environment } : optionsOf(platform);
      const file = { config: { discriminator: platform, ...config }, labels: [bodyOf(label) as { id: number }] };
      await tw.import(file, { name: `${platform}-first` });

      const first = await tw.export(`${platform}-first`);
      // Files go through JSON, and nulls of the answer are in them.
      await tw.import(JSON.parse(JSON.stringify(first)) as typeof first, { name: `${platform}-second` });

      expect(await tw.export(`${platform}-second`)).toEqual(first);
      expect(first).toMatchObject({ config, labels: [{ name: "of", value: platform, resource: true }] });
      await makeAvailable(`${platform}-second`);
      const id = await tw.import(first, { name: `${platform}-second`, overwrite: true });
      expect(await tw.view(`${platform}-second`)).toMatchObject({ id, deleted: false });
    });

    test("a file of another version is read, but for secrets in it and members of another kind", async () => {
      const config = { discriminator: "slurm-platform", ...smallest };
      const from = (more: object) => ask("POST", "/compute-envs", { computeEnv: { ...more, platform: "slurm-platform", name: "other" } });
      const credentialsId = (await tw.view("slurm-platform-small")).credentialsId;

      const newer = await from({
        credentialsId,
        config: { ...config, fusion2Enabled: false, schedConfig: { pool: {} }, nodes: [1] },
        origin: "v9",
      });
      const withSecret = await from({ credentialsId, config: { ...config, sshPassword: "canary-secret" } });
      const otherKind = await from({ credentialsId, config: { ...config, discriminator: "lsf-platform" } });
      const noSettings = await from({ credentialsId });

      expect(newer.status).toBe(200);
      expect(JSON.stringify(await tw.view("other"))).not.toMatch(/fusion2|schedConfig|nodes|origin/);
      expect([withSecret.status, bodyOf(withSecret)]).toMatchObject([400, { fields: ["computeEnv.config.sshPassword"] }]);
      expect(withSecret.text).not.toContain("canary-secret");
      expect([otherKind.status, bodyOf(otherKind)]).toMatchObject([400, { fields: ["computeEnv.config.discriminator"] }]);
      expect(noSettings.status).toBe(400);
    });

    test("update, primary, validate and delete --wait go as the commands go", async () => {
      await tw.add("slurm-platform", { name: "life", config: smallest });
      await makeAvailable("life");
      await tw.setPrimary("life");
      await tw.update("life", { newName: "life-2", description: "renamed" });

      expect(await tw.primary()).toMatchObject({ name: "life-2", platform: "slurm-platform", description: "renamed" });
      expect(await tw.validate("life-2", false)).toMatchObject({ status: "INVALID", transientError: true });
      expect(await tw.remove("life-2")).toMatchObject({ status: "DELETED", deleted: true });
      await expect(tw.primary()).rejects.toThrow(TwFailure);
      await expect(tw.view("life-2")).rejects.toThrow("not found");
    });

    // seqerakit decides by these words whether a thing is there.
    test("a name that is taken `already exists`, and what is not there is `not found`", async () => {
      const taken = tw.add("slurm-platform", { name: "slurm-platform-small", config: smallest });
      const absent = await ask("GET", "/compute-envs/1234567890123456789012");

      await expect(taken).rejects.toThrow("already exists");
      await expect(tw.update("slurm-platform-small", { newName: "slurm-platform-every" })).rejects.toThrow("already exists");
      expect([absent.status, absent.text]).toEqual([404, expect.stringContaining("not found") as string]);
    });

    test.each(["k8s-platform", "aws-batch", "google-batch", "azure-batch", "seqeracompute-platform"])(
      "of %s the command finds no credential; who sends it all the same is told that it is not offered here",
      async (platform) => {
        await expect(tw.add(platform, { name: "cloud", config: { workDir: "s3://b/w", region: "eu-west-1" } })).rejects.toThrow(
          "No valid credentials",
        );
        const { credentialsId } = await tw.view("slurm-platform-small");
        const computeEnv = { name: "cloud", platform, credentialsId, config: { discriminator: platform, workDir: "s3://b/w" } };
        const answer = await ask("POST", "/compute-envs", { computeEnv });

        expect([answer.status, bodyOf(answer)]).toMatchObject([400, { code: "environment.platform_unsupported" }]);
        expect((bodyOf(answer) as { message: string }).message).toContain(platform);
      },
    );
  });

  describe("the Terraform provider", () => {
    const nulls = { computeQueue: null, environment: null, headJobOptions: null, launchDir: null, maxQueueSize: null, port: null };
    const more = {
      hostName: null,
      nextflowConfig: null,
      postRunScript: null,
      preRunScript: null,
      propagateHeadJobOptions: null,
      userName: null,
    };
    const wanted = (platform: string, change: object = {}) => {
      const lsf = platform === "lsf-platform" ? { unitForLimits: null, perJobMemLimit: null, perTaskReserve: null } : {};
      return { ...nulls, ...more, ...lsf, discriminator: platform, headQueue: "q", workDir: "/w", ...change };
    };
    const read = async (id: string): Promise<ComputeEnv> => {
      const answer = await call(`GET /compute-envs/${id}?workspaceId=${String(workspaceId)}`, { token });
      expect([answer.status, answer.headers["content-type"]]).toEqual([200, expect.stringContaining("application/json") as string]);
      return (bodyOf(answer) as { computeEnv: ComputeEnv }).computeEnv;
    };
    const create = async (platform: string, name: string, change: object = {}) => {
      const { credentialsId } = await tw.view("slurm-platform-small");
      const state = { name, platform, credentialsId, workspaceId, config: wanted(platform, change), description: null };
      const answer = await ask("POST", "/compute-envs", { computeEnv: state, labelIds: null });
      expect([answer.status, answer.headers["content-type"]]).toEqual([200, expect.stringContaining("application/json") as string]);
      return { id: (bodyOf(answer) as { computeEnvId: string }).computeEnvId, state };
    };

    test.each(grids)("creates %s with every unset member null, and finds nothing to change afterwards", async (platform) => {
      const { id, state } = await create(platform, `tf-${platform}`);

      const { config, ...now } = await read(id);

      expect(now).toMatchObject({ name: state.name, platform, credentialsId: state.credentialsId, workspaceId, description: null });
      expect(now.orgId).toEqual(expect.any(Number));
      expect(config).toEqual(state.config);
    });

    test("renames in place; for another setting it deletes the old one and makes a new one of the same name", async () => {
      const { id, state } = await create("slurm-platform", "tf-life");

      const renamed = await ask("PUT", `/compute-envs/${id}`, { name: "tf-life-2", description: "of Terraform", credentialsId: null });
      const after = await read(id);
      const deleted = await ask("DELETE", `/compute-envs/${id}`);
      const gone = await read(id);
      const next = await create("slurm-platform", "tf-life-2", { headQueue: "other" });

      expect([renamed.status, renamed.text, deleted.status, deleted.text]).toEqual([204, "", 204, ""]);
      expect(after).toMatchObject({ name: "tf-life-2", description: "of Terraform", credentialsId: state.credentialsId });
      // Its wait for the end of a deletion ends with this; a refusal would do too.
      expect(gone).toMatchObject({ status: "DELETED", deleted: true });
      expect((await read(next.id)).config).toMatchObject({ headQueue: "other" });
    });

    test("an agent credential whose keys do not say what they are is read back as it was written", async () => {
      const keys = { connectionId: "tf-conn", shared: false, workDir: null };
      const added = await ask("POST", "/credentials", { credentials: { name: "tf", provider: "tw-agent", keys, description: null } });
      const { credentialsId } = bodyOf(added) as { credentialsId: string };

      const shown = await call(`GET /credentials/${credentialsId}?workspaceId=${String(workspaceId)}`, { token });

      const { credentials } = bodyOf(shown) as { credentials: { keys: object } };
      expect(credentials.keys).toEqual({ discriminator: "tw-agent", ...keys });
    });
  });
});
