import { wholePercent } from "../format/percent.ts";
import type { TaskCounts } from "./task-counts.ts";
import "./TaskBar.css";

export interface TaskBarProps {
  readonly counts: TaskCounts;
  /** Whose tasks, for a screen reader. */
  readonly label: string;
}

/** Tasks as one bar: succeeded, cached, failed, running; the rest waits. */
export function TaskBar({ counts, label }: TaskBarProps) {
  const parts = [
    { kind: "succeeded", count: counts.succeeded },
    { kind: "cached", count: counts.cached },
    { kind: "failed", count: counts.failed },
    { kind: "running", count: counts.running },
  ] as const;
  return (
    <div
      className="task-bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={wholePercent(counts.done, counts.total)}
      aria-valuetext={`${String(counts.done)} of ${String(counts.total)} done, ${String(counts.running)} running, ${String(counts.failed)} failed`}
    >
      {parts
        .filter(({ count }) => count > 0)
        .map(({ kind, count }) => (
          <span key={kind} data-kind={kind} style={{ flexGrow: count }} />
        ))}
      <span style={{ flexGrow: counts.waiting }} />
    </div>
  );
}
