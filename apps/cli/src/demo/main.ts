import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { isAppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { createLogger, readSettings, SystemClock } from "@postern/runtime";
import { startServer, toServerSettings } from "@postern/server";
import type { RunningServer } from "@postern/server";
import { startAgentProcess } from "./agent-process.ts";
import { ApiClient } from "./api-client.ts";
import { ensureDemoAccount } from "./demo-account.ts";
import { connectionId, ensureDemoEnvironment } from "./demo-environment.ts";
import { readDemoOptions } from "./demo-options.ts";
import type { DemoOptions } from "./demo-options.ts";
import { say } from "./say.ts";
import { reportEnd, watchRun } from "./watch-run.ts";

const usualAddress = "127.0.0.1:8000";

const stopped = new Promise<void>((resolve) => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
});

try {
  process.exitCode = await show(readDemoOptions(process.argv.slice(2)), new SystemClock());
} catch (error) {
  const detail = isAppError(error) && error.detail !== undefined ? `\n  ${error.detail}` : "";
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}${detail}\n`);
  process.exitCode = 1;
}

/** Server, agent, environment, run: what a person would do by hand, on one computer. Answers with the exit code. */
async function show(options: DemoOptions, clock: Clock): Promise<number> {
  await using server = await startDemoServer(options, clock);
  say(`listening on ${server.url}`);
  const account = await ensureDemoAccount(server, options.dataDir);
  const workDir = join(options.dataDir, "work");
  await mkdir(workDir, { recursive: true });
  const logPath = join(options.dataDir, "agent.log");
  await using _agent = startAgentProcess({ connectionId, url: server.url, token: account.token, workDir, logPath });

  const api = new ApiClient(server.url, account.token);
  const outcome = await Promise.race([runPipeline(api, clock, { options, workDir }), stopped.then(() => "stopped" as const)]);
  if (outcome === "stopped" || options.once) return outcome === "SUCCEEDED" ? 0 : 1;
  say(`open ${server.url}/setup/${await server.services.sessions.createSignInLink(account.userId)}  (signs you in, once)`);
  say("press Ctrl-C to stop");
  await stopped;
  return 0;
}

async function runPipeline(api: ApiClient, clock: Clock, { options, workDir }: { options: DemoOptions; workDir: string }): Promise<string> {
  const computeEnvId = await ensureDemoEnvironment(api, clock, workDir);
  const params = options.params === undefined ? {} : { paramsText: options.params };
  const runId = await api.launch({ computeEnvId, workDir, pipeline: options.pipeline, ...params });
  say(`launched ${options.pipeline}: run ${runId}`);
  const run = await watchRun(api, clock, runId);
  await reportEnd(api, run);
  return run.workflow.status;
}

async function startDemoServer(options: DemoOptions, clock: Clock): Promise<RunningServer> {
  const log = createLogger("warn");
  const start = (listen: string): Promise<RunningServer> => {
    const flags = { "data-dir": options.dataDir, listen, "poll-seconds": "2" };
    return startServer(toServerSettings(readSettings({ flags, environment: {} })), { clock, log });
  };
  if (options.listen !== undefined) return start(options.listen);
  try {
    return await start(usualAddress);
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    return start("127.0.0.1:0");
  }
}
