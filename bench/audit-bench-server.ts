// Run as a process of its own by audit.bench.ts: a server with many audit entries.
// usage: audit-bench-server.ts DATA_DIR COUNT [DATABASE_URL]; prints one line of JSON when ready, ends with SIGTERM.
import { silentLogger } from "@postern/domain";
import { readSettings, SystemClock } from "@postern/runtime";
import { startServer, toServerSettings } from "@postern/server";
import { median } from "./measure.ts";

const entriesPerStatement = 1000;
const acts = 300;
const warmUp = 50;
/** The chain goes on below: the entries here have no place in it. */
const beyond = 1_000_000;

const [dataDir = "", count = "0", database = ""] = process.argv.slice(2);
const flags = { "data-dir": dataDir, listen: "127.0.0.1:0", ...(database === "" ? {} : { database }) };
const settings = toServerSettings(readSettings({ flags, environment: {} }));
const clock = new SystemClock();
const server = await startServer(settings, { clock, log: silentLogger });
const { services } = server;
const userId = await services.users.createFirstAdministrator({ email: "bench@example.org", password: "only for this benchmark" });
const { text: token } = await services.tokens.create(userId, "bench");
const bare = {
  ...{ at: clock.now(), actor_user_id: userId, actor_name: "bench", action: "thing.change", target_kind: "thing", target_id: "target" },
  ...{ target_name: "a thing", organization_id: 1, workspace_id: 2, client: "http", remote_address: "192.0.2.1", user_agent: "bench/1" },
  ...{ token_id: 1, correlation_id: "4b0e3f6e-0000-4000-8000-000000000000", detail: JSON.stringify({ step: 1, text: "x".repeat(120) }) },
  ...{ before_image: JSON.stringify({ mode: 1, name: "a" }), after_image: JSON.stringify({ mode: 2, name: "b" }) },
};

await insertMany(Number(count));
const entry = {
  ...{
    actor: userId,
    action: "thing.change",
    targetKind: "thing",
    targetId: "target",
    targetName: "a thing",
    organizationId: 1,
    workspaceId: 2,
  },
  ...{ before: { mode: 1, name: "a" }, after: { mode: 2, name: "b" }, detail: { step: 1, text: "x".repeat(120) } },
} as const;
const [recorded, inserted] = await microsecondsPerAct([
  () => services.audit.recordAlone(entry),
  (index) =>
    services.database.transaction(async ({ query }) => {
      await query
        .insertInto("audit_entries")
        .values({ ...bare, id: 2 * beyond + index })
        .execute();
    }),
]);

process.once("SIGTERM", () => void server[Symbol.asyncDispose]());
process.stdout.write(`${JSON.stringify({ url: server.url, token, recorded, inserted })}\n`);

async function insertMany(entries: number): Promise<void> {
  for (let from = 0; from < entries; from += entriesPerStatement) {
    const rows = Array.from({ length: entriesPerStatement }, (_, index) => ({ ...bare, id: beyond + from + index }));
    await services.database.transaction(async ({ query }) => void (await query.insertInto("audit_entries").values(rows).execute()));
  }
}

/** Medians of all in turns, so that whatever else the machine does slows them down alike. */
async function microsecondsPerAct(each: readonly ((index: number) => Promise<void>)[]): Promise<readonly number[]> {
  const samples = each.map((): number[] => []);
  for (let index = 0; index < warmUp + acts; index += 1) {
    for (const [place, act] of each.entries()) {
      const startedAt = performance.now();
      await act(index);
      if (index >= warmUp) samples[place]?.push((performance.now() - startedAt) * 1000);
    }
  }
  return samples.map(median);
}
