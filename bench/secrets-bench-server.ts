// Run as a process of its own by secrets.bench.ts: a server that opens secrets, each with its entry in the audit trail.
// usage: secrets-bench-server.ts DATA_DIR [DATABASE_URL]; prints one line of JSON when ready, ends with SIGTERM.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { allPermissions, silentLogger, toCredentialId, toTokenId } from "@postern/domain";
import { readSettings, SystemClock } from "@postern/runtime";
import { startServer, toServerSettings } from "@postern/server";
import { median, percentile } from "./measure.ts";

const listed = 1000;
const [aloneActs, warmUp] = [1000, 3000];
const perSecond = 500;
const [tickMs, loadMs, settlingMs] = [1, 10000, 5000];
const everyTenth = 10;
/** The entries of the bare inserts: the chain goes on below. */
const beyond = 1_000_000;

const [dataDir = "", database = ""] = process.argv.slice(2);
const off = { "requests-per-second": "0", "credential-checks": "false" };
const flags = { "data-dir": dataDir, listen: "127.0.0.1:0", ...off, ...(database === "" ? {} : { database }) };
const settings = toServerSettings(readSettings({ flags, environment: {} }));
const clock = new SystemClock();
const server = await startServer(settings, { clock, log: silentLogger });
const { services } = server;
const userId = await services.users.createFirstAdministrator({ email: "bench@example.org", password: "only for this benchmark" });
const { text: token } = await services.tokens.create(userId, "bench");
const actor = {
  kind: "token" as const,
  access: "full" as const,
  ...{ userId, isAdministrator: true, tokenId: toTokenId(1), boundTo: null },
  place: { kind: "personal" as const, workspaceId: null, organizationId: null, permissions: allPermissions },
};
const keys = { userName: "robot", password: "p".repeat(60), registry: "registry.example.org" };
const ids: string[] = [];
for (let index = 0; index < listed; index += 1) {
  ids.push(await services.credentials.create(actor, { name: `c-${String(index)}`, provider: "container-reg", keys }));
}

const alone = await measureAlone();
const load = await measureLoad((index) => (index % everyTenth === 0 ? write(index) : open(index)));
const bareLoad = await measureLoad((index) => insertBare(beyond * 2 + index));
process.once("SIGTERM", () => void server[Symbol.asyncDispose]());
process.stdout.write(`${JSON.stringify({ url: server.url, token, ...alone, ...load, bareP50: bareLoad.p50, bareP99: bareLoad.p99 })}\n`);

function open(index: number): Promise<void> {
  const credentialId = toCredentialId(ids[index % ids.length] ?? "");
  return services.secrets.withKeys({ actor: userId, credentialId, purpose: "bench" }, () => undefined);
}

function write(index: number): Promise<void> {
  // Each another one: two edits of one credential at once are one edit and a refusal.
  return services.credentialEdits.update(actor, toCredentialId(ids[Math.floor(index / everyTenth) % ids.length] ?? ""), { keys });
}

/** Microseconds of one opening, and of bare AES-256-GCM with one insert, in turns, so that whatever else the machine does slows both down. */
async function measureAlone(): Promise<{ readonly opened: number; readonly bare: number }> {
  const [key, nonce] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  const body = Buffer.concat([cipher.update(JSON.stringify(keys)), cipher.final()]);
  const tag = cipher.getAuthTag();
  const decryptBare = async (index: number): Promise<void> => {
    await insertBare(beyond + index);
    const decipher = createDecipheriv("aes-256-gcm", key, nonce);
    decipher.setAuthTag(tag);
    Buffer.concat([decipher.update(body), decipher.final()]);
  };
  const samples: readonly [number[], number[]] = [[], []];
  for (let index = 0; index < warmUp + aloneActs; index += 1) {
    // The same one again and again: when it was used last is written once a minute.
    for (const [place, act] of [() => open(0), decryptBare].entries()) {
      const startedAt = performance.now();
      await act(index);
      if (index >= warmUp) samples[place]?.push((performance.now() - startedAt) * 1000);
    }
  }
  return { opened: median(samples[0]), bare: median(samples[1]) };
}

/** At a fixed rate, whatever the answers do: what waits counts from when it should have begun. Writes are every tenth. */
async function measureLoad(act: (index: number) => Promise<void>): Promise<Load> {
  const [most, tenths]: readonly [number[], number[]] = [[], []];
  const ongoing: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let index = 0; index < ((loadMs + settlingMs) / 1000) * perSecond; index += 1) {
    const due = startedAt + (index * 1000) / perSecond;
    if (due > performance.now()) await clock.sleep(Math.max(tickMs, due - performance.now()));
    const counts = due - startedAt >= settlingMs;
    ongoing.push(
      act(index).then(() => {
        if (counts) (index % everyTenth === 0 ? tenths : most).push(performance.now() - due);
      }),
    );
  }
  await Promise.all(ongoing);
  const seconds = (performance.now() - startedAt) / 1000;
  return { p50: median(most), p99: percentile(most, 0.99), writeP99: percentile(tenths, 0.99), reached: ongoing.length / seconds };
}

interface Load {
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly writeP99: number;
  /** Acts a second. */
  readonly reached: number;
}

/** What a table without a chain costs: one insert with its own commit. */
async function insertBare(id: number): Promise<void> {
  await services.database.transaction(async ({ query }) => {
    await query.insertInto("audit_entries").values(bareEntry(id)).execute();
  });
}

function bareEntry(id: number) {
  return {
    ...{ id, at: clock.now(), actor_user_id: userId, actor_name: "bench", action: "thing.open", target_kind: "thing", target_id: "target" },
    ...{ target_name: "a thing", organization_id: null, workspace_id: null, client: "http" as const, remote_address: "192.0.2.1" },
    ...{ user_agent: "bench/1", token_id: 1, correlation_id: "4b0e3f6e-0000-4000-8000-000000000000", detail: '{"purpose":"bench"}' },
  };
}
