// A whole server in a process of its own, for `agent-fleet.bench.ts`: `fleet-server.ts FOLDER PORT PEOPLE`. Prints the tokens of
// so many people as JSON once it listens; ends on SIGTERM.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { silentLogger } from "@postern/domain";
import { readSettings, SystemClock } from "@postern/runtime";
import { startServer, toServerSettings } from "@postern/server";

const [folder = "", port = "0", people = "1"] = process.argv.slice(2);
const flags = { "data-dir": folder, listen: `127.0.0.1:${port}` };
const server = await startServer(toServerSettings(readSettings({ flags, environment: {} })), {
  clock: new SystemClock(),
  log: silentLogger,
});
const file = join(folder, "fleet-tokens.json");
const tokens = await readFile(file, "utf8").catch(() => makeTokens());
process.stdout.write(`ready ${tokens}\n`);
process.once("SIGTERM", () => {
  void server[Symbol.asyncDispose]().then(() => process.exit(0));
});

async function makeTokens(): Promise<string> {
  const { users, tokens: made } = server.services;
  const texts: string[] = [];
  for (let index = 0; index < Number(people); index += 1) {
    const request = { email: `fleet-${String(index)}@example.org`, password: "only for this benchmark" };
    const userId =
      index === 0 ? await users.createFirstAdministrator(request) : await users.createAccount({ ...request, isAdministrator: false });
    texts.push((await made.create(userId, "fleet")).text);
  }
  const json = JSON.stringify(texts);
  await writeFile(file, json);
  return json;
}
