import { spawn } from "node:child_process";
import type { ChildProcess, ChildProcessByStdio } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer, request as forward } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { ensureDebianPackages, eventually, packedAgent } from "@postern/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startTestServer } from "../../../testing/test-server.ts";
import type { TestPerson, TestServer } from "../../../testing/test-server.ts";

/** The program is large, and the machine may be busy. */
const patienceMs = 100_000;

let agentDir: string;
let folder: string;
let server: TestServer;
let ada: TestPerson;
let shell: ChildProcess | undefined;

beforeAll(async () => {
  await ensureDebianPackages(["curl", "wget"]);
  agentDir = dirname(await packedAgent());
  folder = await mkdtemp(join(tmpdir(), "postern-script-"));
  server = await startTestServer({ flags: { "agent-dir": agentDir } });
  ada = await server.addPerson("ada");
});

beforeEach(() => {
  shell = undefined;
});

afterAll(async () => {
  if (shell?.pid !== undefined && shell.exitCode === null) process.kill(-shell.pid, "SIGKILL");
  await server[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** A shell that reads what is pasted, in a group of its own, so that it and the agent end together. */
function paste(
  script: string,
  home: string,
  path: string | undefined = process.env["PATH"],
): ChildProcessByStdio<Writable, Readable, null> {
  const env = { PATH: path, HOME: home };
  const child = spawn("/bin/bash", [], { cwd: home, env, detached: true, stdio: ["pipe", "pipe", "ignore"] });
  child.stdin.end(script);
  return child;
}

async function getScript(of: TestServer, token: string, query: string): Promise<string> {
  const { json } = await of.call(`/api/postern/v1/credentials/agent-script?${query}`, { token });
  return json.script ?? "";
}

test("pasted into a shell, it downloads the agent, which arrives and waits for its credential (R13, R14, R15)", async () => {
  const home = join(folder, "home");
  await mkdir(home);
  const script = await getScript(server, ada.token, "connectionId=from-script&form=plain");
  const asked = () => server.call("/api/postern/v1/agents?connectionId=from-script", { token: ada.token });

  shell = paste(script.replace("<YOUR TOKEN>", ada.token), home);
  const agent = await eventually("the agent arrives", async () => (await asked()).json.agents?.[0], patienceMs);

  expect(agent).toMatchObject({ connectionId: "from-script", isOnline: true, isUnclaimed: true, workDir: join(home, "work") });
  expect((await stat(join(home, "postern-agent"))).mode & 0o777).toBe(0o700);
  expect((await readdir(home)).sort()).toEqual(["postern-agent", "work"]);

  const credentials = { name: "claims-it", provider: "tw-agent", keys: { connectionId: "from-script" } };
  await server.call("/api/credentials", { method: "POST", token: ada.token, body: { credentials } });
  expect((await asked()).json.agents?.[0]).toMatchObject({ isOnline: true, isUnclaimed: false });

  process.kill(-(shell.pid ?? 0), "SIGTERM");
  await eventually("the agent is seen to be gone", async () =>
    (await asked()).json.agents?.some((each) => !("isOnline" in each && each.isOnline)),
  );
});

test("a download that is not what the server promised is never run, and the shell lives on", async () => {
  const other = join(folder, "other-agents");
  const home = join(folder, "other-home");
  await mkdir(other);
  await mkdir(home);
  const name = (await packedAgent()).split("/").at(-1) ?? "";
  await writeFile(join(other, name), "#!/bin/sh\ntouch what-ran\n");
  await using changed = await startTestServer({ flags: { "agent-dir": other } });
  const bob = await changed.addPerson("bob");
  const script = await getScript(changed, bob.token, "connectionId=cid&form=plain");
  await writeFile(join(other, name), "#!/bin/sh\ntouch evil-ran\n");

  const pasted = paste(`exec 2>&1\n${script}echo "the shell lives: $?"\n`, home);
  const stdout = await text(pasted.stdout);

  expect(stdout).toMatch(/Copy the script again\.\nthe shell lives: [1-9]/);
  expect(await readdir(home)).toEqual([]);
});

/** Tools of an ordinary machine, and of the two that fetch only the named one. */
async function pathWithOnly(fetcher: string): Promise<string> {
  const bin = await mkdtemp(join(folder, "bin-"));
  const tools = ["sh", "uname", "sha256sum", "wc", "rm", "mv", "chmod", "sleep", fetcher];
  await Promise.all(tools.map((tool) => symlink(`/usr/bin/${tool}`, join(bin, tool))));
  return bin;
}

/** Hands requests on, and breaks the first answer off after so many bytes. Says which ranges were asked for. */
async function startBreakingRelay(target: string, afterBytes: number) {
  const ranges: (string | undefined)[] = [];
  const relay = createServer((asked, answer) => {
    ranges.push(asked.headers.range);
    const isFirst = ranges.length === 1;
    forward(`${target}${asked.url ?? ""}`, { headers: asked.headers }, (got) => {
      answer.writeHead(got.statusCode ?? 500, got.headers);
      if (isFirst) got.once("data", (piece: Buffer) => answer.write(piece.subarray(0, afterBytes), () => answer.socket?.resetAndDestroy()));
      else got.pipe(answer);
    }).end();
  });
  await new Promise<void>((resolve) => relay.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${String((relay.address() as AddressInfo).port)}`;
  const close = () => new Promise<void>((resolve) => relay.close(() => resolve()));
  return { url, ranges, [Symbol.asyncDispose]: close };
}

test.each(["curl", "wget"])("with nothing but %s, a download that breaks off goes on where it stopped", async (fetcher) => {
  const agents = await mkdtemp(join(folder, "agents-"));
  const home = await mkdtemp(join(folder, "home-"));
  const name = (await packedAgent()).split("/").at(-1) ?? "";
  await writeFile(join(agents, name), `#!/bin/sh\necho "this is the agent"\n#${"x".repeat(300_000)}\n`);
  await using small = await startTestServer({ flags: { "agent-dir": agents } });
  await using relay = await startBreakingRelay(small.url, 10_000);
  const person = await small.addPerson("ada");
  const script = await getScript(small, person.token, "connectionId=cid&form=plain");

  const stdout = await text(paste(script.replaceAll(small.url, relay.url), home, await pathWithOnly(fetcher)).stdout);
  const again = await text(paste(script.replaceAll(small.url, relay.url), home, await pathWithOnly(fetcher)).stdout);

  expect([stdout, again]).toEqual(["this is the agent\n", "this is the agent\n"]);
  // What is there and sound is not fetched a second time.
  expect(relay.ranges.map((range) => range ?? "bytes=0-")).toEqual(["bytes=0-", "bytes=10000-"]);
  expect(await readdir(home)).toEqual(["postern-agent"]);
});

test("without curl and wget, it says what to do", async () => {
  const home = await mkdtemp(join(folder, "home-"));
  const script = await getScript(server, ada.token, "connectionId=cid&form=plain");

  const stdout = await text(paste(`exec 2>&1\n${script}`, home, await pathWithOnly("cat")).stdout);

  expect(stdout).toContain("Neither curl nor wget is here");
  expect(await readdir(home)).toEqual([]);
});

test("of an encrypted server it brings what curl and the agent must trust", async () => {
  await using encrypted = await startTestServer({ flags: { tls: "self-signed", "agent-dir": agentDir } });
  const eve = await encrypted.addPerson("eve");
  const ca = await readFile(encrypted.server.authorityPath ?? "", "utf8");

  const answer = await encrypted.call("/api/postern/v1/credentials/agent-script?connectionId=cid&form=slurm", { token: eve.token, ca });

  expect(answer.json.script).toContain(ca.trim());
  expect(answer.json.script).toContain("--ca postern-ca.pem");
});

test.each([
  "connectionId=a%20b&form=plain",
  "connectionId=cid&form=cobalt",
  "form=plain",
  "connectionId=cid&form=slurm&workDir=/w%0AJOB",
  "connectionId=-x&form=pbs",
])("a script of %s is refused", async (query) => {
  const answer = await server.call(`/api/postern/v1/credentials/agent-script?${query}`, { token: ada.token });

  expect([answer.status, answer.json.code]).toEqual([400, "request.invalid"]);
});
