import { copyFile, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import type { ClientRequest, IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { eventually } from "@postern/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runPostern, startPostern } from "../testing/run-postern.ts";
import type { RunningPostern } from "../testing/run-postern.ts";

const patienceMs = 60_000;
const root = fileURLToPath(new URL("../../../../", import.meta.url));

let folder: string;
let dataDir: string;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "postern-serve-"));
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, "correct horse battery\n", { mode: 0o600 });
  dataDir = join(folder, "data");
  await runPostern(["init", "--data-dir", dataDir, "--admin-email", "ada@example.org", "--password-file", passwordFile]);
  const words = ["token", "create", "--data-dir", dataDir, "--user", "ada@example.org", "--name", "tests"];
  token = (await runPostern(words)).stdout.trim();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function serve(...more: string[]): Promise<RunningPostern & { readonly url: string }> {
  const postern = startPostern(["serve", "--data-dir", dataDir, "--listen", "127.0.0.1:0", ...more]);
  const url = await eventually("it listens", () => /^listening on (\S+)\n/m.exec(postern.stdout())?.[1], patienceMs);
  return Object.assign(postern, { url });
}

interface SlowRequest {
  readonly sent: ClientRequest;
  finish(): Promise<{ status: number | undefined; text: string }>;
}

/** A request whose body is on its way: the server has its head and waits for the rest. */
async function beginRequest(url: string, name: string): Promise<SlowRequest> {
  const body = JSON.stringify({ name });
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/json",
    "content-length": body.length,
    expect: "100-continue",
  };
  const sent = request(`${url}/api/tokens`, { method: "POST", headers, agent: false });
  const answered = once(sent, "response") as Promise<[IncomingMessage]>;
  // A connection that is cut is what one of the tests is about.
  answered.catch(() => undefined);
  sent.flushHeaders();
  await once(sent, "continue");
  return {
    sent,
    finish: async () => {
      sent.end(body);
      const [response] = await answered;
      return { status: response.statusCode, text: await text(response) };
    },
  };
}

test("SIGTERM: what was begun is finished, what comes new is refused, and the process ends well", async () => {
  await using postern = await serve();
  const slow = await beginRequest(postern.url, "begun before the end");

  postern.kill("SIGTERM");
  await eventually("it is closing", () => postern.stderr().includes('"closing"'), patienceMs);
  await eventually("nobody new is served", async () => isRefused(postern.url), patienceMs);
  const answer = await slow.finish();
  const ended = await postern.untilEnd();

  expect([answer.status, JSON.parse(answer.text)]).toMatchObject([200, { token: { name: "begun before the end" } }]);
  expect([ended.exitCode, ended.signal]).toEqual([0, null]);
});

test("what was acknowledged while closing is there after the next start", async () => {
  await using postern = await serve();

  const response = await fetch(`${postern.url}/api/tokens`, { headers: { authorization: `Bearer ${token}` } });

  expect(await response.text()).toContain("begun before the end");
});

test("a second SIGTERM ends the process at once", async () => {
  await using postern = await serve();
  const slow = await beginRequest(postern.url, "never finished");

  postern.kill("SIGTERM");
  await eventually("it is closing", () => postern.stderr().includes('"closing"'), patienceMs);
  postern.kill("SIGTERM");
  const ended = await postern.untilEnd();
  slow.sent.destroy();

  expect(ended.signal).toBe("SIGTERM");
});

test("after kill -9 the next start has everything, and prints where it listens once", async () => {
  const first = await serve();
  const made = await (await beginRequest(first.url, "before the kill")).finish();
  first.kill("SIGKILL");
  await first.untilEnd();

  await using second = await serve();
  const response = await fetch(`${second.url}/api/tokens`, { headers: { authorization: `Bearer ${token}` } });

  expect(made.status).toBe(200);
  expect(await response.text()).toContain("before the kill");
  expect(second.stdout()).toBe(`listening on ${second.url}\n`);
  expect(second.stderr()).not.toContain("no account exists");
});

test("a first start prints a one-time link, and with its own authority where that is", async () => {
  const fresh = join(folder, "fresh");
  await using postern = startPostern(["serve", "--data-dir", fresh, "--listen", "127.0.0.1:0", "--tls", "self-signed"]);

  await eventually("it listens", () => postern.stdout().includes("listening on https://"), patienceMs);

  expect(postern.stderr()).toMatch(/open this link once: https:\/\/127\.0\.0\.1:\d+\/setup\/[\w-]{32}\n/);
  expect(postern.stderr()).toContain(`clients must trust ${join(fresh, "tls", "ca.pem")}`);
  postern.kill("SIGINT");
  expect((await postern.untilEnd()).exitCode).toBe(0);
});

test("an address that is taken ends the start with one sentence", async () => {
  await using first = await serve();

  const second = await runPostern(["serve", "--data-dir", join(folder, "second"), "--listen", new URL(first.url).host]);

  expect(second.exitCode).toBe(2);
  expect(second.stderr).toContain("another program listens there");
  expect(second.stderr).not.toContain("    at ");
});

test("the command of a checkout that is not built says what to run", async () => {
  const bare = join(folder, "bare");
  await mkdir(bare);
  await copyFile(join(root, "postern"), join(bare, "postern"));

  const run = promisify(execFile)(join(bare, "postern"), ["serve"]);

  await expect(run).rejects.toMatchObject({ code: 1, stderr: "postern is not built yet. Run: npm ci && npm run build\n" });
});

async function isRefused(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    ({ status }) => status === 503,
    () => true,
  );
}
