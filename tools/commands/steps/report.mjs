/** Runs one step and prints its name with the time it took. What the step throws is passed on. */
export async function timed(name, step) {
  const startedAt = process.hrtime.bigint();
  const result = await step();
  printStep(name, startedAt, typeof result === "string" ? result : "");
  return result;
}

/** The line of one step: its name, the time since it began, and a note. */
export function printStep(name, startedAt, note) {
  process.stdout.write(`${`${name.padEnd(12)} ${seconds(startedAt)}  ${note}`.trimEnd()}\n`);
}

/** Time since then, as `12.3 s`, right-aligned. */
export function seconds(startedAt) {
  return `${(Number(process.hrtime.bigint() - startedAt) / 1e9).toFixed(1)} s`.padStart(8);
}
