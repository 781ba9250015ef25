import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startNats, startPostgres } from "@postern/testing";
import type { NatsFixture } from "@postern/testing";
import { until } from "../agents/testing/test-gateway.ts";
import { startTestServer } from "./test-server.ts";
import type { TestPerson, TestServer } from "./test-server.ts";

export interface TwoServers extends AsyncDisposable {
  readonly nats: NatsFixture;
  /** What a further server of theirs needs. */
  readonly flags: Readonly<Record<string, string>>;
  readonly one: TestServer;
  readonly two: TestServer;
  readonly ada: TestPerson;
}

/** Two servers that share a PostgreSQL, a NATS and their keys, and know of each other. */
export async function startTwoServers(settings: Readonly<Record<string, string>> = {}): Promise<TwoServers> {
  await using opening = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "postern-two-servers-"));
  opening.defer(() => rm(folder, { recursive: true, force: true }));
  const nats = opening.use(await startNats());
  const postgres = opening.use(await startPostgres());
  const flags = { database: await postgres.createDatabase(), bus: nats.url, "key-file": join(folder, "vault.key"), ...settings };
  const one = opening.use(await startTestServer({ flags }));
  const two = opening.use(await startTestServer({ flags }));
  const ada = await one.addPerson("ada");
  await until(() => (aliveAt(one) > 1 && aliveAt(two) > 1 ? true : undefined));
  const made = opening.move();
  return { nats, flags, one, two, ada, [Symbol.asyncDispose]: () => made.disposeAsync() };
}

/** How many servers one of them knows, itself among them. */
export function aliveAt({ server }: TestServer): number {
  return server.services.presence.listAlive().length;
}
