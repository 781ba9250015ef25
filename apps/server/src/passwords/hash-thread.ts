// What runs in the thread: one task after the other. Imports nothing of ours but the cost, so that it starts quickly.
import { readlinkSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { hashSync, verifySync } from "@node-rs/argon2";
import { argon2Cost } from "./argon2-cost.ts";
import type { HashAnswer, HashTask } from "./hash-task.ts";

/** Ten steps down are a tenth of what others get while they have work; and all of a core that nobody else wants. */
const stepsDown = 10;

giveWay();
parentPort?.on("message", (task: HashTask) => parentPort?.postMessage(answer(task), []));

// Linux gives each thread a priority of its own. Where that cannot be had, the hashes are as good and others wait a little longer.
function giveWay(): void {
  try {
    const [pid, , own] = readlinkSync("/proc/thread-self").split("/");
    // Numbers of another namespace are somebody else's here.
    if (Number(pid) !== process.pid) return;
    const thread = Number(own);
    setPriority(thread, Math.min(getPriority(thread) + stepsDown, constants.priority.PRIORITY_LOW));
  } catch {
    return;
  }
}

function answer(task: HashTask): HashAnswer {
  try {
    if (task.kind === "hash") return { kind: "hash", hash: hashSync(task.password, argon2Cost) };
    return { kind: "verify", isRight: verifySync(task.stored, task.password) };
  } catch {
    // SAFETY: the library's own words may quote what is stored.
    return { kind: "failed" };
  }
}
