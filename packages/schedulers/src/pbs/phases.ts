type Phase = "queued" | "held" | "running" | "ended";

/** From the manuals of qstat of PBS Pro 2022 and Torque 6. M is left out: qstat follows such a job to its other server, and only the history tells of it so. */
export const phases: ReadonlyMap<string, Phase> = new Map([
  ["Q", "queued"],
  ["T", "queued"],
  ["W", "held"],
  ["H", "held"],
  ["R", "running"],
  ["B", "running"],
  // Its processes may still run, or its files are on their way; the end follows.
  ["E", "running"],
  ["S", "running"],
  ["U", "running"],
  ["F", "ended"],
  ["C", "ended"],
  ["X", "ended"],
]);

/** Whether nothing of the job can run any more. */
export function isEnd(state: string): boolean {
  return phases.get(state) === "ended";
}
