// Run as a process of its own by access.bench.ts: a whole server, and beside it one that answers the same without asking who it is.
// usage: access-bench-server.ts DATA_DIR [DATABASE_URL]; prints one line of JSON when ready, ends with SIGTERM.
import { createServer } from "node:http";
import { DescribeUserResponse } from "@postern/contracts";
import { silentLogger } from "@postern/domain";
import { readSettings, SystemClock } from "@postern/runtime";
import { buildOpenApp, startServer, toServerSettings } from "@postern/server";

const password = "only for this benchmark";
const signers = 40;

const [dataDir = "", database = ""] = process.argv.slice(2);
const flags = {
  "data-dir": dataDir,
  listen: "127.0.0.1:0",
  "requests-per-second": "0",
  // So that sign-ins can come from many places.
  "trusted-proxies": "127.0.0.1",
  ...(database === "" ? {} : { database }),
};
const settings = toServerSettings(readSettings({ flags, environment: {} }));
const server = await startServer(settings, { clock: new SystemClock(), log: silentLogger });
const { users, tokens } = server.services;
const userId = await users.createFirstAdministrator({ email: "bench@example.org", password });
const { text: token } = await tokens.create(userId, "bench");
const emails = Array.from({ length: signers }, (_, number) => `signer-${String(number)}@example.org`);
for (const email of emails) await users.createAccount({ email, password, isAdministrator: false });

const answer = (await (await fetch(`${server.url}/api/user-info`, { headers: { authorization: `Bearer ${token}` } })).json()) as object;
const open = await buildOpenApp((handler) => createServer(handler), settings.trustedProxies);
// Under a line of the access table that is for everybody; the same look into the database, the same answer through the same schema.
open.get("/api/service-info", { schema: { response: { 200: DescribeUserResponse } } }, async () => {
  await users.getUser(userId);
  return answer as DescribeUserResponse;
});
const openUrl = await open.listen({ host: "127.0.0.1", port: 0 });

process.once("SIGTERM", () => {
  void open.close().then(() => server[Symbol.asyncDispose]());
});
process.stdout.write(`${JSON.stringify({ url: server.url, openUrl, token, emails, password })}\n`);
