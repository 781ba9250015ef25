import { checkClock } from "./check-clock.ts";
import { checkFreeSpace } from "./check-free-space.ts";
import { checkPolicy } from "./check-policy.ts";
import { checkJava, checkNextflow } from "./check-programs.ts";
import { checkQueues } from "./check-queues.ts";
import { checkScheduler } from "./check-scheduler.ts";
import { checkShell } from "./check-shell.ts";
import { checkDirectories } from "./check-work-dir.ts";

/** What looks at the login node, by the key of its step. */
export const looks = {
  ...{ policy: checkPolicy, shell: checkShell, scheduler: checkScheduler, queues: checkQueues },
  ...{ workDir: checkDirectories, freeSpace: checkFreeSpace, clock: checkClock, java: checkJava, nextflow: checkNextflow },
};
