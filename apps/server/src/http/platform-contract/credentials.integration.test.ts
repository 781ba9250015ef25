import { generateKeyPairSync } from "node:crypto";
import type { DescribeCredentialsResponse, ListCredentialsResponse } from "@postern/contracts";
import type { Static } from "@postern/contracts";
import { describePlatformContract } from "@postern/testing";
import { beforeAll, describe, expect, test } from "vitest";
import { startTestServer } from "../../testing/test-server.ts";
import type { TestPerson } from "../../testing/test-server.ts";

const pem = "-----BEGIN PRIVATE KEY-----\ncanary-pem\n-----END PRIVATE KEY-----\n";
const arn = "arn:aws:iam::123456789012:role/launcher";

const sshKey = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();

interface Sent {
  readonly provider: string;
  readonly baseUrl?: string;
  readonly keys: Readonly<Record<string, string>>;
}

/** What `tw credentials add …` sends: names of members as it spells them. */
const added: Readonly<Record<string, Sent>> = {
  agent: { provider: "tw-agent", keys: { connectionId: "2f1a4c3e-0000-4000-8000-000000000001", workDir: "$TW_AGENT_WORK" } },
  ssh: { provider: "ssh", keys: { privateKey: sshKey } },
  "container-reg": { provider: "container-reg", keys: { userName: "robot", password: "canary-1", registry: "docker.io" } },
  github: { provider: "github", keys: { username: "ada", password: "canary-2" }, baseUrl: "https://github.com/lab" },
  gitlab: { provider: "gitlab", keys: { username: "ada", password: "canary-3", token: "canary-4" } },
  gitea: { provider: "gitea", keys: { username: "ada", password: "canary-5" }, baseUrl: "https://gitea.example.org" },
  bitbucket: { provider: "bitbucket", keys: { username: "ada", password: "canary-6" } },
  codecommit: {
    provider: "codecommit",
    keys: { username: "AKIA", password: "canary-7" },
    baseUrl: "https://git-codecommit.eu-west-1.amazonaws.com",
  },
  "aws with keys": { provider: "aws", keys: { accessKey: "AKIA", secretKey: "canary-8", assumeRoleArn: arn, mode: "keys" } },
  "aws with a role": { provider: "aws", keys: { assumeRoleArn: arn, mode: "role" } },
  azure: { provider: "azure", keys: { batchName: "b", batchKey: "canary-9", storageName: "s", storageKey: "canary-10" } },
  "azure-entra": {
    provider: "azure_entra",
    keys: { batchName: "b", storageName: "s", tenantId: "t", clientId: "c", clientSecret: "canary-11" },
  },
  "google with a key": { provider: "google", keys: { data: '{"type":"service_account","private_key":"canary-12"}' } },
  "google with workload identity": {
    provider: "google",
    keys: { serviceAccountEmail: "a@b.iam.gserviceaccount.com", workloadIdentityProvider: "projects/1/x", tokenAudience: "aud" },
  },
  "k8s with a token": { provider: "k8s", keys: { token: "canary-13" } },
  "k8s with a certificate": { provider: "k8s", keys: { certificate: "-----BEGIN CERTIFICATE-----\n…", privateKey: pem } },
};

/** What no command adds and Terraform or a form does. */
const others: Readonly<Record<string, Sent>> = {
  github_app: { provider: "github_app", keys: { appId: "7", privateKey: pem, clientSecret: "canary-14", webhookSecret: "canary-15" } },
  azurerepos: { provider: "azurerepos", keys: { username: "lab", password: "canary-16" } },
  "azure-cloud": {
    provider: "azure-cloud",
    keys: { subscriptionId: "u", tenantId: "t", clientId: "c", clientSecret: "canary-17", storageName: "s" },
  },
  s3: { provider: "s3", keys: { accessKey: "a", secretKey: "canary-18" }, baseUrl: "https://minio.example.org:9000" },
  seqeracompute: { provider: "seqeracompute", keys: { accessKey: "a", secretKey: "canary-19" } },
};

const all = Object.entries({ ...added, ...others });
const nameOf = (what: string): string => what.replaceAll(" ", "-");

const plan = {
  tags: ["credentials"],
  // They are given to nobody, ever.
  stillToCome: ["GET /credentials/{credentialsId}/keys"],
  start: (database: string) => startTestServer({ flags: { database } }),
};

describePlatformContract("credentials", plan, ({ server, call }) => {
  let token: string;
  let bob: TestPerson;
  beforeAll(async () => {
    token = (await server().addPerson("ada")).token;
    bob = await server().addPerson("bob");
  });
  const add = (name: string, sent: Sent) =>
    call("POST /credentials?useExternalId=false", { token, body: { credentials: { name, ...sent } } });

  describe("of every provider", () => {
    test.each(all)("%s is added, described, changed and deleted as clients do it", async (what, sent) => {
      const name = nameOf(what);
      const free = await call(`GET /credentials/validate?name=${name}`, { token });
      const made = await add(name, sent);
      const id = String(made.json.credentialsId);
      const taken = await call(`GET /credentials/validate?name=${name.toUpperCase()}`, { token });
      const described = await call(`GET /credentials/${id}`, { token });
      const body = { credentials: { id, name: `${name}-2`, ...sent } };
      const changed = await call(`PUT /credentials/${id}?useExternalId=false`, { token, body });
      const again = await call(`GET /credentials/${id}`, { token });
      const keys = await call(`GET /credentials/${id}/keys?pairingId=7`, { token });
      const deleted = await call(`DELETE /credentials/${id}?checked=false`, { token });
      const gone = await call(`GET /credentials/${id}`, { token });

      const answers = [free, made, taken, described, changed, again, keys, deleted, gone];
      expect(answers.map(({ status }) => status)).toEqual([204, 200, 409, 200, 204, 200, 403, 204, 404]);
      const said = answers.map(({ text }) => text).join();
      for (const secret of ["canary", "PRIVATE KEY"]) expect(said).not.toContain(secret);
      expect(described.json).toMatchObject({
        credentials: {
          id,
          name,
          provider: sent.provider,
          baseUrl: sent.baseUrl ?? null,
          keys: { discriminator: sent.provider },
          deleted: false,
        },
        setupSnippet: null,
      });
      expect(again.json).toMatchObject({ credentials: { name: `${name}-2`, keys: withoutName(described.json.credentials?.keys) } });
    });

    test("all of them are listed, newest first, and only those that open a platform when one is named", async () => {
      const ids: string[] = [];
      for (const [what, sent] of all) ids.push(String((await add(nameOf(what), sent)).json.credentialsId));

      const listed = await call("GET /credentials", { token });
      const names = async (platform: string) => {
        const { json } = await call(`GET /credentials?platformId=${platform}`, { token });
        return (json as unknown as Static<typeof ListCredentialsResponse>).credentials.map(({ provider }) => provider);
      };

      expect(listed.json.credentials?.map(({ id }) => id)).toEqual(ids.toReversed());
      expect(listed.text).not.toContain('"keys"');
      expect(await names("slurm-platform")).toEqual(["ssh", "tw-agent"]);
      expect(new Set(await names("azure-batch"))).toEqual(new Set(["azure", "azure_entra"]));
      expect(new Set(await names("eks-platform"))).toEqual(new Set(["aws"]));
      expect(await names("local-platform")).toEqual(["tw-agent"]);
      expect(await names("no-such-platform")).toEqual([]);
      expect((await call("GET /credentials", { token: bob.token })).json).toEqual({ credentials: [] });
    });
  });

  test("the external ID of a role is made once, shown, and kept", async () => {
    const made = await call("POST /credentials?useExternalId=true", {
      token,
      body: { credentials: { name: "role", provider: "aws", keys: { assumeRoleArn: arn, mode: "role" } } },
    });
    const path = `/credentials/${String(made.json.credentialsId)}`;
    const externalId = async () => {
      const { json } = await call(`GET ${path}`, { token });
      return (json as unknown as Static<typeof DescribeCredentialsResponse>).credentials.keys?.["externalId"];
    };
    const first = await externalId();
    const body = { credentials: { name: "role", provider: "aws", keys: { assumeRoleArn: `${arn}2`, mode: "role" } } };
    await call(`PUT ${path}?useExternalId=true`, { token, body });

    expect(first).toMatch(/^[0-9a-f]{8}-/);
    expect(await externalId()).toBe(first);
  });

  test("an agent credential is validated while no agent is there", async () => {
    const sent = { provider: "tw-agent", keys: { connectionId: "away" } };
    const path = `/credentials/${String((await add("away", sent)).json.credentialsId)}`;

    const answer = await call(`POST ${path}/validate?force=false`, { token });

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ message: expect.stringContaining("agent") as string });
  });

  test("Git credentials that nobody could tell apart are refused with the name of the other one", async () => {
    const made = await add("first", { provider: "azurerepos", keys: { username: "a", token: "t" }, baseUrl: "https://dev.azure.com/Lab" });
    const twice = await add("second", {
      provider: "azurerepos",
      keys: { username: "b", token: "t" },
      baseUrl: "https://dev.azure.com/lab/",
    });

    expect([made.status, twice.status, twice.json.code]).toEqual([200, 409, "credential.reach_taken"]);
    expect(twice.json.message).toContain("already exists: first.");
  });
});

/** The line for `authorized_keys` ends with the name of the credential, which was changed. */
function withoutName(keys: object = {}): object {
  return Object.fromEntries(Object.entries(keys).filter(([member]) => member !== "authorizedKeysLine"));
}
