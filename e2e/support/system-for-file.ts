import { keepEvidence, startSystem } from "@postern/testing/system";
import type { System, SystemOptions } from "@postern/testing/system";
import { afterAll, afterEach, beforeAll } from "vitest";

/** One system for all tests of a file. When one of them fails, its logs are kept in `artifacts/e2e/`. */
export function systemForFile(choose: () => SystemOptions | Promise<SystemOptions>): () => System {
  let system: System | undefined;
  beforeAll(async () => {
    system = await startSystem(await choose());
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail" && system !== undefined) await keepEvidence(system, task.name);
  });
  afterAll(() => system?.stop());
  return () => {
    if (system === undefined) throw new Error("The system is started before the first test.");
    return system;
  };
}
