const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time in ms as `1 h 03 min`: two units at most, the second one with two digits. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 0) return "0 s";
  if (durationMs < second) return `${String(Math.round(durationMs))} ms`;
  if (durationMs < minute) return `${String(Math.floor(durationMs / second))} s`;
  if (durationMs < hour) return pair(durationMs, { unit: minute, name: "min", part: second, partName: "s" });
  if (durationMs < day) return pair(durationMs, { unit: hour, name: "h", part: minute, partName: "min" });
  return pair(durationMs, { unit: day, name: "d", part: hour, partName: "h" });
}

/** The same for a clock that ticks: in whole seconds, from `0 s`. */
export const formatElapsed = (elapsedMs: number): string => (elapsedMs < second ? "0 s" : formatDuration(elapsedMs));

interface Units {
  readonly unit: number;
  readonly name: string;
  readonly part: number;
  readonly partName: string;
}

function pair(durationMs: number, { unit, name, part, partName }: Units): string {
  const whole = Math.floor(durationMs / unit);
  const rest = Math.floor((durationMs % unit) / part);
  return `${String(whole)} ${name} ${String(rest).padStart(2, "0")} ${partName}`;
}
