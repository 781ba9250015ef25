import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

import { runLegacyAgent } from "./legacy-agent.ts";

/** The arguments of tw-agent: `<connection id> [-t token] [-u url] [-w folder]`. */
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    "access-token": { type: "string", short: "t" },
    url: { type: "string", short: "u" },
    "work-dir": { type: "string", short: "w" },
  },
});

const say = (line: string): void => void process.stderr.write(`${line}\n`);
const [connectionId] = positionals;
const token = values["access-token"] ?? process.env["TOWER_ACCESS_TOKEN"];
const userName = process.env["USER"];
const workDir = resolve(values["work-dir"] ?? `${homedir()}/work`);

if (connectionId === undefined || token === undefined) fail(2, "a connection ID and an access token are required");
else if (userName === undefined || userName === "" || userName === "?") fail(1, "the name of the user cannot be found out");
else if (!existsSync(workDir)) fail(1, `the work directory ${workDir} does not exist`);
else {
  const url = values.url ?? process.env["TOWER_API_ENDPOINT"] ?? "https://api.cloud.seqera.io";
  const heartbeatMs = Number.parseInt(process.env["TOWER_AGENT_HEARTBEAT"] ?? "45", 10) * 1000;
  process.exit(await runLegacyAgent({ connectionId, token, url, workDir, userName, heartbeatMs, say }));
}

function fail(exitCode: number, why: string): void {
  say(`ERROR ${why}`);
  process.exitCode = exitCode;
}
