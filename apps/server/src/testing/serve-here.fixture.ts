import { readSettings, SystemClock } from "@postern/runtime";
import { silentLogger } from "@postern/domain";
import { toServerSettings } from "../server-settings.ts";
import { startServer } from "../start-server.ts";

/** A server as a process of its own, for tests that kill it: its settings come as JSON, and it prints its address. */
const flags = JSON.parse(process.argv[2] ?? "{}") as Record<string, string>;
const settings = toServerSettings(readSettings({ flags, environment: {} }));
const { url } = await startServer(settings, { clock: new SystemClock(), log: silentLogger });
process.stdout.write(`${url}\n`);
