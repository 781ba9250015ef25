import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLogger, toRunId, toUserId } from "@postern/domain";
import type { Clock, Logger, UserId } from "@postern/domain";
import { readSettings, SystemClock } from "@postern/runtime";
import { toServerSettings } from "../server-settings.ts";
import { startServer } from "../start-server.ts";
import type { RunningServer } from "../start-server.ts";
import { call } from "./http-request.ts";
import type { TestCall, TestReply } from "./http-request.ts";

export const password = "correct horse battery";

export interface TestPerson {
  readonly userId: UserId;
  readonly email: string;
  readonly token: string;
}

export interface TestServerOptions {
  /** Settings by key; the rest is as usual, on a free port of loopback. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Kept when given; else a temporary one that goes with the server. */
  readonly dataDir?: string;
  /** What hears what the server logs; nobody does when it is left out. */
  readonly log?: Logger;
}

export interface TestServer extends AsyncDisposable {
  readonly server: RunningServer;
  readonly url: string;
  readonly dataDir: string;
  readonly clock: ShiftedClock;
  call(path: string, options?: TestCall): Promise<TestReply>;
  /** An account with a token. The first one administers. */
  addPerson(name: string): Promise<TestPerson>;
  /** The `cookie` header of a new browser session. */
  signIn(person: TestPerson): Promise<string>;
  mintRunToken(person: TestPerson, runId: string): Promise<string>;
  /** PEM of the authority that clients must trust; of a self-signed server only. */
  authority(): Promise<string>;
  /** Everything in the data folder except the key file, one after the other. */
  storedBytes(): Promise<Buffer>;
}

/** The machine's time, which a test can move on. */
export class ShiftedClock implements Clock {
  readonly #clock = new SystemClock();
  #shiftMs = 0;

  now(): number {
    return this.#clock.now() + this.#shiftMs;
  }

  sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(delayMs, signal);
  }

  shift(byMs: number): void {
    this.#shiftMs += byMs;
  }
}

/** A real server on real storage, in a folder of its own. Disposing ends it and removes the folder. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "postern-server-"));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const dataDir = options.dataDir ?? join(folder, "data");
  await writeFile(join(folder, "index.html"), "<!doctype html><title>Postern</title>");
  const usual = {
    "data-dir": dataDir,
    listen: "127.0.0.1:0",
    "requests-per-second": "0",
    // Whoever compares what is stored before and after wants nothing to happen by itself.
    "credential-checks": "false",
    "environment-check-hours": "0",
    "web-dir": folder,
    "agent-dir": join(folder, "agents"),
  };
  const settings = toServerSettings(readSettings({ flags: { ...usual, ...options.flags }, environment: {} }));
  const clock = new ShiftedClock();
  const server = opening.use(await startServer(settings, { clock, log: options.log ?? silentLogger }));
  const { services, url } = server;
  const open = opening.move();

  return {
    server,
    url,
    dataDir,
    clock,
    call: (path, given) => call(`${url}${path}`, given),
    addPerson: (name) => addPerson(server, name),
    signIn: (person) => signIn(server, person),
    mintRunToken: ({ userId }, runId) =>
      services.database.transaction(({ query }) => services.tokens.mintRunToken(query, { userId, runId: toRunId(runId) })),
    authority: () => readFile(server.authorityPath ?? "", "utf8"),
    storedBytes: () => readAll(dataDir),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

async function addPerson({ services }: RunningServer, name: string): Promise<TestPerson> {
  const email = `${name}@example.org`;
  const isFirst = !(await services.users.hasUsers());
  const request = { email, password };
  const userId = isFirst
    ? await services.users.createFirstAdministrator(request)
    : await services.users.createAccount({ ...request, isAdministrator: false });
  const { text } = await services.tokens.create(toUserId(userId), `${name} at work`);
  return { userId, email, token: text };
}

// By link, because a password is slow to check on purpose.
async function signIn({ services }: RunningServer, { userId }: TestPerson): Promise<string> {
  const link = await services.sessions.createSignInLink(userId);
  const { cookie } = await services.sessions.useLink(link, {});
  return `postern_session=${cookie}`;
}

async function readAll(folder: string): Promise<Buffer> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".key"));
  return Buffer.concat(await Promise.all(files.map((file) => readFile(join(file.parentPath, file.name)))));
}
