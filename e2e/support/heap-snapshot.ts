import { readFile } from "node:fs/promises";

import { eventually } from "@postern/testing";
import type { ServerProcess } from "@postern/testing/system";

/** What a server must be started with, so that its inspector opens at a port of its own when it is asked for. */
export const inspectable = { NODE_OPTIONS: "--inspect-port=0" };

/**
 * Has the server give back what it does not use any more, some times over, and write everything that its objects still hold into a file.
 * Memory that was given back, and bytes outside of the JavaScript heap, are not in it.
 */
export async function writeHeapSnapshot(server: ServerProcess, path: string): Promise<void> {
  process.kill(server.pid(), "SIGUSR1");
  const address = await eventually("the inspector listens", async () => lastAddress(await readFile(server.logFile, "utf8")));
  const inspector = new WebSocket(address);
  await once(inspector, "open");
  const ask = async (method: string, params: object = {}): Promise<void> => {
    inspector.send(JSON.stringify({ id: 1, method, params }));
    await once(inspector, "message");
  };
  for (let round = 0; round < 3; round += 1) await ask("HeapProfiler.collectGarbage");
  const expression = `process.getBuiltinModule("v8").writeHeapSnapshot(${JSON.stringify(path)})`;
  await ask("Runtime.evaluate", { expression });
  inspector.close();
}

function lastAddress(log: string): string | undefined {
  return Array.from(log.matchAll(/Debugger listening on (ws:\/\/\S+)/g)).at(-1)?.[1];
}

function once(target: EventTarget, type: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    target.addEventListener(type, resolve, { once: true });
    target.addEventListener("error", () => reject(new Error("The inspector cannot be reached.")), { once: true });
  });
}
