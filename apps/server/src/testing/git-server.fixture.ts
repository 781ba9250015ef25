import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { SystemClock } from "@postern/runtime";
import { ensureSelfSigned } from "../http/self-signed.ts";
import { basicOf } from "./stand-in.fixture.ts";

const run = promisify(execFile);

/** Git's own server behind TLS: every repository is for those who show the token. */
export interface TestGitServer extends AsyncDisposable {
  readonly url: string;
  /** PEM of the authority that it is to be trusted by, and the file that holds it. */
  readonly authority: string;
  readonly authorityPath: string;
  /** What was shown, request by request: `user:token`; undefined where nothing was. */
  readonly shown: readonly (string | undefined)[];
}

export interface GitServerOptions {
  readonly user: string;
  readonly token: string;
  /** Paths of bare repositories, each with one commit of one file, `main.nf`. */
  readonly repositories: readonly string[];
}

export async function startGitServer({ user, token, repositories }: GitServerOptions): Promise<TestGitServer> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "postern-git-"));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const root = join(folder, "repositories");
  for (const repository of repositories) await makeRepository(join(root, repository));
  const { key, cert, authority = "", authorityPath = "" } = await ensureSelfSigned(join(folder, "tls"), [], new SystemClock());
  const shown: (string | undefined)[] = [];
  const server = createServer({ key, cert }, (request, response) => {
    const credential = basicOf(request.headers.authorization);
    shown.push(credential);
    if (credential === `${user}:${token}`) void serveGit({ root, user }, request, response);
    else response.writeHead(401, { "www-authenticate": 'Basic realm="git"' }).end("HTTP Basic: Access denied\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  opening.defer(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const open = opening.move();
  return {
    ...{ url: `https://127.0.0.1:${String(port)}`, authority, authorityPath, shown },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

/** `git` as a launch runs it: what it shows to the server is in its environment, and in no word of the command. */
export async function runGit(words: readonly string[], way: { readonly authorityPath: string; readonly authorization?: string }) {
  const header = way.authorization === undefined ? [] : [["http.extraHeader", `Authorization: ${way.authorization}`] as const];
  const settings = [["http.sslCAInfo", way.authorityPath] as const, ["credential.helper", ""] as const, ...header];
  const named = settings.flatMap(([name, value], index) => [
    [`GIT_CONFIG_KEY_${String(index)}`, name] as const,
    [`GIT_CONFIG_VALUE_${String(index)}`, value] as const,
  ]);
  const env = { ...plainEnv, GIT_CONFIG_COUNT: String(settings.length), ...Object.fromEntries(named) };
  return run("git", [...words], { env });
}

const person = {
  GIT_AUTHOR_NAME: "Ada",
  GIT_AUTHOR_EMAIL: "ada@example.org",
  GIT_COMMITTER_NAME: "Ada",
  GIT_COMMITTER_EMAIL: "ada@example.org",
};
const plainEnv = { PATH: process.env["PATH"], HOME: "/nonexistent", GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_NOSYSTEM: "1", ...person };

async function makeRepository(path: string): Promise<void> {
  const work = `${path}.work`;
  await mkdir(dirname(path), { recursive: true });
  await run("git", ["init", "--quiet", "--initial-branch=main", work], { env: plainEnv });
  await writeFile(join(work, "main.nf"), `println "of ${path.slice(path.lastIndexOf("/") + 1)}"\n`);
  await run("git", ["-C", work, "add", "."], { env: plainEnv });
  await run("git", ["-C", work, "commit", "--quiet", "--message", "first"], { env: plainEnv });
  await run("git", ["clone", "--quiet", "--bare", work, path], { env: plainEnv });
}

async function serveGit({ root, user }: { root: string; user: string }, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, search } = new URL(request.url ?? "/", "https://localhost");
  const child = spawn("git", ["http-backend"], {
    stdio: ["pipe", "pipe", "ignore"],
    env: {
      ...plainEnv,
      ...{ GIT_PROJECT_ROOT: root, GIT_HTTP_EXPORT_ALL: "1", REMOTE_USER: user, REQUEST_METHOD: request.method ?? "GET" },
      ...{ PATH_INFO: pathname, QUERY_STRING: search.slice(1), CONTENT_TYPE: request.headers["content-type"] ?? "" },
      ...{ GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""), HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "" },
    },
  });
  request.pipe(child.stdin);
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(child, "close");
  const answer = Buffer.concat(chunks);
  const end = answer.indexOf("\r\n\r\n");
  const headers = answer
    .subarray(0, end)
    .toString()
    .split("\r\n")
    .map((line) => line.split(": ", 2) as [string, string]);
  const status = headers.find(([name]) => name === "Status")?.[1] ?? "200";
  response.writeHead(Number.parseInt(status, 10), Object.fromEntries(headers.filter(([name]) => name !== "Status")));
  response.end(answer.subarray(end + 4));
}
