import { existsSync } from "node:fs";
import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toConnectionId } from "@postern/domain";
import { startLegacyAgent } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestServer } from "../../testing/test-server.ts";
import { startTwoServers } from "../../testing/two-servers.fixture.ts";
import type { TwoServers } from "../../testing/two-servers.fixture.ts";
import type { LiveAgent } from "../ports.ts";

const made = new AsyncDisposableStack();
const patient = { timeoutMs: 60_000 };
let servers: TwoServers;
let workDir: string;

beforeAll(async () => {
  servers = made.use(await startTwoServers({ tls: "self-signed" }));
  workDir = await realpath(await mkdtemp(join(tmpdir(), "postern-legacy-elsewhere-")));
  made.defer(() => rm(workDir, { recursive: true, force: true, maxRetries: 5 }));
}, 120_000);

afterAll(() => made.disposeAsync());

/** The double of tw-agent 0.5.5, with all that it asks before it dials. */
function startAtOne(connectionId: string): ReturnType<typeof startLegacyAgent> {
  const { ada, one } = servers;
  const authorityPath = one.server.authorityPath ?? expect.fail("the server made no authority");
  return startLegacyAgent({ connectionId, url: `${one.url}/api`, token: ada.token, workDir, authorityPath });
}

async function findAt({ server }: TestServer, connectionId: string): Promise<LiveAgent> {
  const wanted = { connectionId: toConnectionId(connectionId), owners: [servers.ada.userId] };
  await expect.poll(() => server.services.directory.findAgent(wanted), { timeout: 40_000 }).toBeDefined();
  return (await server.services.directory.findAgent(wanted)) ?? expect.fail("the agent has gone again");
}

test("tw-agent that is connected to one server runs commands and keeps files for the other, and its refusals come as what they are", async () => {
  const { two } = servers;
  await using _agent = await startAtOne("older");
  const live = await findAt(two, "older");
  const link = two.server.services.directory.link(live);
  // No text, and what a shell would take for something else.
  const bytes = Buffer.alloc(200_000, Buffer.from([0, 255, 10, 39, 92]));
  const path = join(workDir, "it's here");

  const ran = await link.request({ kind: "run", words: ["sh", "-c", "echo out; echo err >&2; exit 3"] }, patient);
  await link.request({ kind: "write", path, bytes }, patient);
  const read = await link.request({ kind: "read", path, offset: 0, maxBytes: bytes.byteLength }, patient);
  const missing = link.request({ kind: "read", path: join(workDir, "missing"), offset: 0, maxBytes: 1 }, patient);

  expect(live).toMatchObject({ kind: "legacy", workDir });
  expect(ran).toMatchObject({ exitCode: 3, stdout: "out\n", stderr: "err\n" });
  expect([Buffer.compare(await readFile(path), bytes), Buffer.compare(Buffer.from(read.bytes), bytes)]).toEqual([0, 0]);
  await expect(missing).rejects.toMatchObject({ code: "file.not_found" });
});

test("a command that is under way when tw-agent is killed beside the other server is lost, and said so", async () => {
  const { two } = servers;
  await using agent = await startAtOne("killed");
  const link = two.server.services.directory.link(await findAt(two, "killed"));
  const began = join(workDir, "began");
  // It ends with the folder.
  const words = ["sh", "-c", 'touch "$1"; while [ -e "$1" ]; do sleep 0.1; done', "sh", began] as const;

  const lost = link.request({ kind: "run", words }, patient).catch((error: unknown) => error);
  await expect.poll(() => existsSync(began), { timeout: 40_000 }).toBe(true);
  agent.kill("SIGKILL");

  expect(await lost).toMatchObject({ code: "agent.gone" });
  await expect(link.request({ kind: "run", words: ["true"] }, patient)).rejects.toMatchObject({ code: "agent.offline" });
});
