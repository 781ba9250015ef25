import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** Of the incumbent's agent: its output in characters, and how long a process may live after its output has ended. */
const maxResultChars = 10_485_760 - 100;
const exitPatienceMs = 10_000;

export interface ShellAnswer {
  readonly result: string;
  readonly exitStatus: number;
}

/**
 * Runs a command as the incumbent's agent does: by `sh -c`, stderr among stdout, all of it in memory, read as lines of text and cut
 * without a sign. Waits without a limit for the end of the output, then ten seconds for the end of the process.
 */
export async function runShellCommand(command: string, warn: (text: string) => void): Promise<ShellAnswer> {
  // One pipe for both, as Java's `redirectErrorStream`.
  const child = spawn("sh", ["-c", 'exec sh -c "$1" 2>&1', "sh", command], { stdio: ["pipe", "pipe", "ignore"] });
  const parts: Buffer[] = [];
  child.stdout.on("data", (bytes: Buffer) => parts.push(bytes));
  const exited = new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 137)));
  await new Promise((resolve) => child.stdout.once("close", resolve));
  const exitStatus = await Promise.race([exited, sleep(exitPatienceMs, undefined)]);
  if (exitStatus === undefined) {
    child.kill("SIGTERM");
    return { result: "process hasn't exited", exitStatus: 1 };
  }
  const text = asLines(Buffer.concat(parts).toString());
  if (text.length > maxResultChars) warn("the response was truncated");
  return { result: text.slice(0, maxResultChars), exitStatus };
}

/** What is left of a text that was read line by line, and put together with line feeds. */
function asLines(text: string): string {
  const lines = text.replaceAll(/\r\n?/g, "\n");
  return lines === "" || lines.endsWith("\n") ? lines : `${lines}\n`;
}
