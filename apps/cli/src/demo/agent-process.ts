import { spawn } from "node:child_process";
import { createWriteStream, existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface AgentProcessRequest {
  readonly connectionId: string;
  readonly url: string;
  readonly token: string;
  readonly workDir: string;
  /** Receives what the agent says. */
  readonly logPath: string;
}

const built = fileURLToPath(new URL("../../../agent/dist", import.meta.url));

/** Starts an agent beside the server; disposing ends it. */
export function startAgentProcess(request: AgentProcessRequest): AsyncDisposable {
  const words = [request.connectionId, "--url", `${request.url}/api`, "--work-dir", request.workDir, "--create-work-dir", "--allow", "sh"];
  const [program, ...prefix] = agentWords();
  const child = spawn(program, [...prefix, ...words], {
    env: { ...process.env, TOWER_ACCESS_TOKEN: request.token },
    stdio: ["ignore", "ignore", "pipe"],
  });
  child.stderr.pipe(createWriteStream(request.logPath, { flags: "a", mode: 0o600 }));
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

// The executable that clusters download, where it was built; the same program on Node elsewhere.
function agentWords(): [string, ...string[]] {
  const machine = process.arch === "arm64" ? "aarch64" : "x86_64";
  const executable = `${built}/postern-agent-linux-${machine}`;
  return existsSync(executable) ? [executable] : [process.execPath, `${built}/main.js`];
}
