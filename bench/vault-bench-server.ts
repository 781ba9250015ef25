// Run as a process of its own by measure-rotation.ts: a server with many sealed records.
// usage: vault-bench-server.ts DATA_DIR COUNT [DATABASE_URL]; prints one line of JSON when ready, ends with SIGTERM.
import { silentLogger } from "@postern/domain";
import { readSettings, SystemClock } from "@postern/runtime";
import { startServer, toServerSettings } from "@postern/server";
import { parseEnvelope, Secret } from "@postern/vault";

const rowsPerStatement = 500;
/** As large as the private key of an SSH credential. */
const secretSizeBytes = 420;

const [dataDir = "", count = "0", database = ""] = process.argv.slice(2);
const flags = { "data-dir": dataDir, listen: "127.0.0.1:0", "requests-per-second": "0", ...(database === "" ? {} : { database }) };
const settings = toServerSettings(readSettings({ flags, environment: {} }));
const server = await startServer(settings, { clock: new SystemClock(), log: silentLogger });
const { services } = server;
const userId = await services.users.createFirstAdministrator({ email: "bench@example.org", password: "only for this benchmark" });
const { text: token } = await services.tokens.create(userId, "bench");
for (let from = 0; from < Number(count); from += rowsPerStatement) await insert(from);

process.once("SIGTERM", () => void server[Symbol.asyncDispose]());
process.stdout.write(`${JSON.stringify({ url: server.url, token })}\n`);

async function insert(from: number): Promise<void> {
  const ids = Array.from({ length: rowsPerStatement }, (_, index) => String(from + index).padStart(22, "0"));
  using secret = Secret.fromBytes(new Uint8Array(secretSizeBytes).fill(7));
  const envelopes = ids.map((id) => {
    const bytes = Buffer.from(services.vault.seal(secret, { recordId: id, scope: `user:${String(userId)}`, provider: "ssh" }));
    return { id, bytes, key_term: parseEnvelope(bytes).term };
  });
  const credentials = ids.map((id) => ({
    ...{ id, user_id: userId, workspace_id: null, name: `c-${id}`, description: null, provider: "ssh", envelope_id: id },
    ...{
      public_keys: "{}",
      connection_id: null,
      is_use_limited: 0 as const,
      created_at: 1,
      updated_at: 1,
      last_used_at: null,
      deleted_at: null,
    },
  }));
  await services.database.transaction(async ({ query }) => {
    await query.insertInto("envelopes").values(envelopes).execute();
    await query.insertInto("credentials").values(credentials).execute();
  });
}
