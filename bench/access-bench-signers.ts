// Run as a thread of its own by access.bench.ts, so that the times which that takes do not hold what it costs to ask for sign-ins.
// Says "ready", signs people in when it is told to, and says "done".
import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { signInAll } from "./access-load.ts";
import type { BenchServer, Pace } from "./access-load.ts";

export interface Signing {
  readonly server: BenchServer;
  readonly round: number;
  readonly pace: Pace;
}

if (parentPort !== null) {
  const { server, round, pace } = workerData as Signing;
  parentPort.postMessage("ready", []);
  await once(parentPort, "message");
  await signInAll(server, round, pace);
  parentPort.postMessage("done", []);
}
