import { generateKeyPairSync } from "node:crypto";
import type { ListComputeEnvsResponse, ListCredentialsResponse, Static } from "@postern/contracts";
import { describePlatformContract } from "@postern/testing";
import { beforeAll, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";

const passphrase = "canary-passphrase";
const encrypted = { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase } as const;
const privateKey = generateKeyPairSync("ed25519").privateKey.export(encrypted).toString();

/** `tw credentials add ssh --name key --key FILE --passphrase`: what was recorded of `add agent`, with the members of this provider. */
const addCredentials = { credentials: { keys: { discriminator: "ssh", passphrase, privateKey }, name: "key", provider: "ssh" } };

/**
 * `tw compute-envs add slurm --name hpc --work-dir … --head-queue … --user-name … --host-name … --port … --compute-queue … --max-queue-size …
 * --head-job-options …`: what was recorded of it with an agent, and the members of these options.
 */
const config = {
  ...{ computeQueue: "long", discriminator: "slurm-platform", headJobOptions: "--mem=4G", headQueue: "short" },
  // Nobody listens there, on any machine.
  ...{ hostName: "127.0.0.1", maxQueueSize: 50, port: 1, userName: "lab", workDir: "/scratch/lab" },
};
const addEnvironment = (credentialsId: string, more: object = {}) => ({
  computeEnv: { config: { ...config, ...more }, credentialsId, name: "hpc", platform: "slurm-platform" },
});

// One command goes through operations of several tags; whether all of them are built is asked elsewhere.
const plan = { tags: [], stillToCome: [], start: (database: string) => startTestServer({ flags: { database } }) };

describePlatformContract("clusters by SSH, as tw adds them", plan, ({ server, call }) => {
  let token: string;
  let workspaceId: number;
  let credentialsId: string;

  beforeAll(async () => {
    token = (await server().addPerson("ada")).token;
    const organization = { name: "acme", fullName: "Acme" };
    const { orgId } = (bodyOf(await call("POST /orgs", { token, body: { organization } })) as { organization: { orgId: number } })
      .organization;
    const workspace = { name: "main", fullName: "Main", visibility: "PRIVATE" };
    const made = await call(`POST /orgs/${String(orgId)}/workspaces`, { token, body: { workspace } });
    workspaceId = (bodyOf(made) as { workspace: { id: number } }).workspace.id;
    const added = await call(`POST /credentials?workspaceId=${String(workspaceId)}&useExternalId=false`, { token, body: addCredentials });
    credentialsId = (bodyOf(added) as { credentialsId: string }).credentialsId;
  });

  const inWorkspace = (path: string, query = ""): string => `${path}?workspaceId=${String(workspaceId)}${query}`;

  test("the key is the one that tw finds for Slurm, and neither it nor its passphrase is answered", async () => {
    const found = await call(`GET ${inWorkspace("/credentials", "&platformId=slurm-platform")}`, { token });

    const { credentials } = bodyOf(found) as Static<typeof ListCredentialsResponse>;
    expect(credentials).toMatchObject([{ id: credentialsId, name: "key", provider: "ssh" }]);
    expect(found.text).not.toMatch(/canary|PRIVATE KEY/);
  });

  test("the environment is made with host, port and account, and `view` and `export` give them back as they came", async () => {
    const added = await call(`POST ${inWorkspace("/compute-envs")}`, { token, body: addEnvironment(credentialsId) });
    expect(added.status).toBe(200);
    const { computeEnvId } = bodyOf(added) as { computeEnvId: string };

    const viewed = await call(`GET ${inWorkspace(`/compute-envs/${computeEnvId}`, "&attributes=labels")}`, { token });
    const listed = await call(`GET ${inWorkspace("/compute-envs")}`, { token });

    const { computeEnv } = bodyOf(viewed) as { computeEnv: { config: object } };
    expect(computeEnv).toMatchObject({ id: computeEnvId, name: "hpc", platform: "slurm-platform", credentialsId, config });
    expect((bodyOf(listed) as Static<typeof ListComputeEnvsResponse>).computeEnvs).toMatchObject([{ id: computeEnvId, name: "hpc" }]);

    // `tw compute-envs import` sends what `export` wrote, nulls and all.
    const again = { computeEnv: { ...addEnvironment(credentialsId).computeEnv, name: "again", config: computeEnv.config } };
    const imported = await call(`POST ${inWorkspace("/compute-envs")}`, { token, body: again });
    expect(imported.status).toBe(200);
    const id = (bodyOf(imported) as { computeEnvId: string }).computeEnvId;
    const reviewed = await call(`GET ${inWorkspace(`/compute-envs/${id}`, "&attributes=labels")}`, { token });
    expect((bodyOf(reviewed) as { computeEnv: { config: object } }).computeEnv.config).toEqual(computeEnv.config);
  });

  test.each([
    ["no host", { hostName: undefined }, "hostName"],
    ["no account", { userName: undefined }, "userName"],
    ["a port that is none", { port: 65_536 }, "port"],
  ])("with %s it is refused, and the option is named", async (_what, more, named) => {
    const refused = await call(`POST ${inWorkspace("/compute-envs")}`, { token, body: addEnvironment(credentialsId, more) });

    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining(named) as string]);
  });
});

function bodyOf({ text }: { readonly text: string }): unknown {
  return JSON.parse(text);
}
