import type { SchedulerHelp } from "@postern/contracts";
import { expect, test } from "vitest";
import { helpOfScheduler } from "./help-of-scheduler.ts";

const fields = (words: string) => ({ cpus: { words, says: "" } }) as unknown as SchedulerHelp;
const told = {
  platforms: [
    { platform: "slurm-platform", isTorque: false, fields: fields("sbatch") },
    { platform: "altair-platform", isTorque: false, fields: fields("select") },
    { platform: "altair-platform", isTorque: true, fields: fields("nodes") },
  ] as const,
};

test.each([
  ["altair-platform", true, "nodes"],
  ["altair-platform", false, "select"],
  // Switched on before another platform was chosen.
  ["slurm-platform", true, "sbatch"],
  ["moab-platform", false, undefined],
])("beside the fields of %s, Torque or not (%s), stands %s", (platform, isTorque, words) => {
  const help = helpOfScheduler({ platforms: [...told.platforms] }, { platform, isTorque });

  expect(help?.cpus?.words).toBe(words);
});
