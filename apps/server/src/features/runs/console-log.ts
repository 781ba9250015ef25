import type { WorkflowLogResponse } from "@postern/contracts";
import type { RunRow } from "@postern/database";
import { isTerminal } from "@postern/domain";
import { toRunStatus } from "./service.ts";
import type { KeptLog } from "./service.ts";

type Log = WorkflowLogResponse["log"];

/**
 * The console output of a run, line by line. Clients remember how many lines they printed, so a line that is still being
 * written waits until it is whole.
 */
export function toConsoleLog(run: RunRow, console: KeptLog | undefined, downloads: Log["downloads"]): Log {
  const pending = !isTerminal(toRunStatus(run));
  return {
    entries: console === undefined ? [] : linesOf(console.bytes, pending),
    truncated: console !== undefined && console.fileSizeBytes > console.bytes.length,
    pending,
    message: console === undefined ? whyEmpty(run, pending) : null,
    forwardToken: null,
    rewindToken: null,
    downloads: [...downloads],
  };
}

function linesOf(bytes: Uint8Array, pending: boolean): string[] {
  const lines = new TextDecoder().decode(bytes).replaceAll("\0", "\uFFFD").split("\n");
  const last = lines.pop();
  if (!pending && last !== undefined && last !== "") lines.push(last);
  return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
}

function whyEmpty(run: RunRow, pending: boolean): string {
  if (run.launch === null) return "This run was started outside Postern; its console output stayed there.";
  return pending ? "There is no console output yet." : "No console output of this run was kept.";
}
