import { formatDuration, formatElapsed } from "../format/duration.ts";
import { momentOf } from "../format/relative-time.ts";
import { useNow } from "../hooks/use-now.ts";

export interface DurationProps {
  readonly from: string | null;
  /** Nothing while it still goes on: then it ticks. */
  readonly until: string | null;
  /** What was measured, in ms; wins over the difference of the two. */
  readonly durationMs?: number | null;
}

export function Duration({ from, until, durationMs }: DurationProps) {
  const nowMs = useNow(1000);
  const fromMs = momentOf(from);
  if (durationMs !== undefined && durationMs !== null && until !== null) return <span>{formatDuration(durationMs)}</span>;
  if (fromMs === undefined) return <span>–</span>;
  const untilMs = momentOf(until);
  return <span>{untilMs === undefined ? formatElapsed(nowMs - fromMs) : formatDuration(untilMs - fromMs)}</span>;
}
