import type { Clock } from "@postern/domain";
import type { OfflineServices } from "@postern/server";
import type { Terminal } from "../../terminal.ts";
import { describeKeys, describeRotation } from "./describe-keys.ts";

/** Progress is told about this often. */
const stepsPerLine = 100;
const waitMs = 200;

/**
 * Works until the rotation is over or stopped, also when a server does the same beside us. Ended in whatever way, what was done is done: the running
 * server, the next one, or `postern keys resume` goes on.
 */
export async function rewrapAll({ keys }: Pick<OfflineServices, "keys">, clock: Clock, terminal: Terminal): Promise<void> {
  for (let step = 1; ; step += 1) {
    const outcome = await keys.rewrapSome();
    const { rotation } = outcome === "idle" || step % stepsPerLine === 0 ? await keys.describe() : { rotation: undefined };
    if (rotation !== undefined) terminal.out(describeRotation(rotation));
    if (outcome !== "idle") continue;
    if (rotation?.state !== "running") break;
    // Another process is at it.
    await clock.sleep(waitMs);
  }
  const described = await keys.describe();
  terminal.out(describeKeys(described));
  if (described.problems.length > 0) terminal.fail(1);
}
