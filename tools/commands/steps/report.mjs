/** Runs one step and prints its name with the time it took. What the step throws is passed on. */
export async function timed(name, step) {
  const startedAt = process.hrtime.bigint();
  const result = await step();
  const note = typeof result === "string" ? `  ${result}` : "";
  process.stdout.write(`${name.padEnd(12)} ${seconds(startedAt)}${note}\n`);
  return result;
}

/** Time since then, as `12.3 s`, right-aligned. */
export function seconds(startedAt) {
  return `${(Number(process.hrtime.bigint() - startedAt) / 1e9).toFixed(1)} s`.padStart(8);
}
