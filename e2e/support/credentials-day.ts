import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import type { DescribeKeysResponse } from "@postern/contracts";
import { eventually } from "@postern/testing";
import type { Needle } from "@postern/testing";
import type { System } from "@postern/testing/system";

import { untilBrought, untilTakenAway } from "./brought-registry.ts";
import { canaryCredentials } from "./canary-credentials.ts";
import type { CanaryCredential } from "./canary-credentials.ts";
import type { DayStorage } from "./day-storage.ts";
import { startEchoingHost } from "./echoing-host.ts";
import { Evidence } from "./evidence.ts";
import { Gate } from "./gate.ts";
import { writeHeapSnapshot } from "./heap-snapshot.ts";
import { LiveListener } from "./live-listener.ts";
import type { MetricsToken } from "./metrics-token.ts";
import { PlantedVariables } from "./planted-variables.ts";
import { sendRefusedSecrets } from "./refused-secrets.ts";
import { addAgentCredential, launch, untilAvailable, untilRun } from "./steps.ts";
import { WatchedApi } from "./watched-api.ts";

const hello = fileURLToPath(new URL("../../examples/hello", import.meta.url));
/** No secret: is seen wherever something of a credential is. */
const description = "witness-of-the-day-of-credentials";

/** What is left of the day, and what must not be in it. */
export interface CredentialsDay {
  readonly evidence: Evidence;
  /** Of credentials, of refused requests, the master keys, and the password of who did it all. */
  readonly needles: readonly Needle[];
  /** No secrets: each is found in the places that are named beside it, or these places were not really looked at. */
  readonly witnesses: readonly (Needle & { readonly places: readonly string[] })[];
  /** Everything that objects of the server still held after the last use of every secret. */
  readonly heapSnapshot: string;
}

interface Scene {
  readonly system: System;
  readonly storage: DayStorage;
  readonly api: WatchedApi;
  readonly evidence: Evidence;
  readonly canaries: readonly CanaryCredential[];
  readonly ids: readonly string[];
}

/** Creates, edits, lists, launches, fails, rotates, backs up, crashes, comes back, deletes: with a secret in every field that takes one. */
export async function liveCredentialsDay(
  system: System,
  storage: DayStorage,
  metrics: Pick<MetricsToken, "text">,
): Promise<CredentialsDay> {
  const work = join(system.dir, "evidence");
  await mkdir(work);
  const evidence = new Evidence(join(work, "kept"));
  const api = new WatchedApi(system.server, evidence);
  await using echoing = await startEchoingHost();
  const canaries = await canaryCredentials(work, echoing.host);
  await using listener = new LiveListener(system.server);
  const scene: Scene = { system, storage, api, evidence, canaries, ids: await createAll(api, canaries) };
  await keepData(scene, "data after creating");
  await editAndLook(scene);
  if (echoing.countShown() < 5) throw new Error(`Credentials were shown to the host ${String(echoing.countShown())} times only.`);
  const password = await signIn(scene);
  const refused = await sendRefusedSecrets(api);
  const { runId, connectionId, variables } = await launchRun(scene);
  await readMetrics(scene, metrics);
  await keepData(scene, "data after a day");
  const keys = await rotateKeys(scene);
  await backUp(scene);
  await damageOne(scene);
  const heapSnapshot = join(work, "server.heapsnapshot");
  await writeHeapSnapshot(system.server, heapSnapshot);
  evidence.keep("live events", "events", listener.heard);
  await crash(scene);
  await deleteAll(scene);
  await readMetrics(scene, metrics);
  await keepTheRest(scene);
  const needles = [...canaries.flatMap((canary) => canary.needles), ...refused, ...keys, ...variables.needles, password];
  return { evidence, needles, heapSnapshot, witnesses: witnessesOf({ runId, connectionId }) };
}

function witnessesOf({ runId, connectionId }: Readonly<Record<"runId" | "connectionId", string>>) {
  const data = ["data after creating", "data after a day", "backup", "data after a crash", "data after deleting"];
  return [
    { name: "description", secret: description, places: [...data, "API answers", "audit export"] },
    // The server holds it for as long as the agent is connected; what it held for a request only may be collected.
    { name: "connection ID", secret: connectionId, places: ["processes", "logs", "heap"] },
    { name: "questions to schedulers", secret: "postern_scheduler_questions_total{", places: ["metrics"] },
    { name: "run", secret: runId, places: ["launch folders", "live events", "logs"] },
  ];
}

async function createAll(api: WatchedApi, canaries: readonly CanaryCredential[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { name, provider, first } of canaries) {
    const credentials = { name, provider, description, ...split(first) };
    ids.push((await api.expect<{ readonly credentialsId: string }>("POST /api/credentials", { body: { credentials } })).credentialsId);
  }
  return ids;
}

async function editAndLook({ api, canaries, ids }: Scene): Promise<void> {
  for (const [index, { second, provider }] of canaries.entries()) {
    const path = `/api/credentials/${ids[index] ?? ""}`;
    await api.expect(`PUT ${path}`, { body: { credentials: split(second) } });
    // An edit that keeps the secrets opens them.
    await api.expect(`PUT ${path}`, { body: { credentials: { description } } });
    await api.expect(`GET ${path}`);
    await api.ask(`GET ${path}/keys?pairingId=x`);
    await api.expect(`POST ${path}/validate`);
    await api.expect(`GET /api/credentials?platformId=slurm-platform&provider=${provider}`);
  }
  await api.expect("GET /api/credentials");
}

/** The credential that comes before all others. */
async function signIn({ api, system: { email, password } }: Scene): Promise<Needle> {
  await api.expect("POST /api/postern/v1/session", { body: { email, password }, headers: { authorization: "" } });
  return { name: "password of the person", secret: password };
}

async function launchRun({
  system,
  api,
  evidence,
  canaries,
  ids,
}: Scene): Promise<{ readonly runId: string; readonly connectionId: string; readonly variables: PlantedVariables }> {
  const gate = await Gate.create(system);
  const { credentialsId, connectionId } = await addAgentCredential(system);
  const config = { discriminator: "local-platform", workDir: "$TW_AGENT_WORKDIR" };
  const computeEnv = { name: "day-of-secrets", platform: "local-platform", credentialsId, config };
  const { computeEnvId, variables } = await PlantedVariables.make(api, computeEnv);
  await untilAvailable(system.api, computeEnvId);
  const index = canaries.findIndex(({ provider }) => provider === "container-reg");
  const registries = `PUT /api/postern/v1/compute-envs/${computeEnvId}/registries`;
  await api.expect(registries, { body: { registryCredentialsIds: [ids[index]] } });
  await variables.setForTasks();
  const runId = await launch(system.api, { computeEnvId, pipeline: hello, workDir: "$TW_AGENT_WORKDIR" });
  await untilRun(system.api, runId, "RUNNING");
  await untilBrought(system, runId, canaries[index]?.second["password"] ?? "");
  await variables.untilLent(system, runId);
  await evidence.keepProcesses("processes", system.dir, [system.server.pid()]);
  await gate.endRun(runId, 0);
  await untilRun(system.api, runId, "SUCCEEDED");
  await untilTakenAway(system, runId);
  // What launches bring along is kept from being deleted.
  await api.expect(registries, { body: { registryCredentialsIds: [] } });
  await variables.setForNextflow();
  return { runId, connectionId, variables };
}

async function readMetrics({ api }: Scene, { text }: Pick<MetricsToken, "text">): Promise<void> {
  await api.expect("GET /metrics", { headers: { authorization: `Bearer ${text}` } }, "metrics");
}

/** Gives the keys of before and after: they may be in their file and in memory, and nowhere else. */
async function rotateKeys({ api, system }: Scene): Promise<readonly Needle[]> {
  await api.expect("POST /api/postern/v1/admin/keys/rotate");
  await eventually("the rotation is done", async () => {
    const { rotation } = await api.expect<DescribeKeysResponse>("GET /api/postern/v1/admin/keys");
    return rotation?.state === "done" && rotation.failedCount === 0;
  });
  const file = await readFile(join(system.server.dataDir, "keys", "vault.key"), "utf8");
  const keys = Array.from(file.matchAll(/^key (?<term>\d+) \S+ \S+ (?<key>\S{44}) /gm), ({ groups }) => ({
    name: `master key ${groups?.["term"] ?? ""}`,
    secret: Buffer.from(groups?.["key"] ?? "", "base64"),
  }));
  if (keys.length !== 2) throw new Error(`The key file holds ${String(keys.length)} keys.`);
  return keys;
}

async function backUp({ system, storage, evidence }: Scene): Promise<void> {
  const folder = join(system.dir, "evidence", "backup");
  await mkdir(folder);
  await storage.backUp(folder, system);
  await evidence.keepFolder("backup", folder);
}

/** A row that somebody changed outside: what cannot be opened is told, and nothing of it. */
async function damageOne({ system, storage, api, canaries, ids }: Scene): Promise<void> {
  const index = canaries.findIndex(({ name }) => name === "github_app");
  const [id = "", keys] = [ids[index], canaries[index]?.second];
  await storage.damage(id, system);
  // Keeps one of several secrets, which has to be read for it.
  const { privateKey: _kept, ...sent } = keys ?? {};
  const { status } = await api.ask(`PUT /api/credentials/${id}`, { body: { credentials: split(sent) } });
  if (status < 400) throw new Error("A damaged credential was opened.");
}

async function crash(scene: Scene): Promise<void> {
  const { server } = scene.system;
  await server.kill9();
  await keepData(scene, "data after a crash");
  await server.restart();
}

async function deleteAll(scene: Scene): Promise<void> {
  for (const id of scene.ids) await scene.api.expect(`DELETE /api/credentials/${id}`);
  await keepData(scene, "data after deleting");
}

async function keepTheRest({ system, api, evidence }: Scene): Promise<void> {
  for (const format of ["csv", "json-lines"]) {
    await api.expect(`GET /api/postern/v1/audit/export?format=${format}`, {}, "audit export");
  }
  for (const path of ["/healthz", "/readyz", "/openapi.json", "/", "/api/service-info", "/metrics"])
    await api.ask(`GET ${path}`, {}, "health");
  // The program of the agent is a tenth of a gigabyte, and the same for everybody.
  await evidence.keepFolder("launch folders", system.home, (path) => !path.endsWith("/postern-agent"));
  await evidence.keepFolder("logs", join(system.dir, "logs"));
}

const keepData = ({ system, storage, evidence }: Scene, place: string): Promise<void> => storage.keep(evidence, place, system);

const split = ({ baseUrl, ...keys }: Readonly<Record<string, string>>) => ({ keys, ...(baseUrl === undefined ? {} : { baseUrl }) });
