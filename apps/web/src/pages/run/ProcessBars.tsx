import { UnstyledButton } from "@mantine/core";
import type { ProcessLoad, ProgressData } from "@postern/contracts";
import type { RunStatus } from "@postern/domain";
import { isTerminal } from "@postern/domain";
import { TaskBar } from "../../ui/TaskBar.tsx";
import { progressOf } from "../../ui/task-counts.ts";
import { useState } from "react";
import { shortTaskName } from "./task-words.ts";

/** Above this, the rest folds: a page of bars hides the tasks. */
const shownAtOnce = 12;

export interface ProcessBarsProps {
  readonly progress: ProgressData;
  readonly status: RunStatus;
  /** Shows the tasks of one process. */
  readonly onProcess: (process: string) => void;
}

/** How far each process is. */
export function ProcessBars({ progress, status, onProcess }: ProcessBarsProps) {
  const [isWhole, setWhole] = useState(false);
  const processes = progress.processesProgress;
  const shown = isWhole ? processes : processes.slice(0, shownAtOnce);
  return (
    <section className="process-bars" aria-labelledby="processes-heading">
      <h2 id="processes-heading">Processes</h2>
      {processes.length === 0 ? (
        <p className="sentence">{isTerminal(status) ? "No process was started." : "Shown once Nextflow starts the first process."}</p>
      ) : undefined}
      <ul>
        {shown.map((process) => (
          <ProcessBar key={process.process} process={process} onProcess={onProcess} />
        ))}
      </ul>
      {processes.length > shownAtOnce ? (
        <UnstyledButton className="process-more" onClick={() => setWhole(!isWhole)}>
          {isWhole ? "Show fewer" : `Show all ${String(processes.length)}`}
        </UnstyledButton>
      ) : undefined}
    </section>
  );
}

interface ProcessBarProps {
  readonly process: ProcessLoad;
  readonly onProcess: (process: string) => void;
}

function ProcessBar({ process, onProcess }: ProcessBarProps) {
  const counts = progressOf(process);
  return (
    <li className="process-bar">
      <UnstyledButton
        className="process-bar-name"
        title={`Show the tasks of ${process.process}`}
        onClick={() => onProcess(process.process)}
      >
        {shortTaskName(process.process)}
      </UnstyledButton>
      <TaskBar counts={counts} label={process.process} />
      <span className="process-bar-count">
        {counts.done.toLocaleString()}/{counts.total.toLocaleString()}
      </span>
      <span className="process-bar-marks">
        {counts.cached > 0 ? <span>{counts.cached.toLocaleString()} cached</span> : undefined}
        {counts.failed > 0 ? <span className="process-bar-failed">{counts.failed.toLocaleString()} ✕</span> : undefined}
        {counts.retries > 0 ? <span title={`${String(counts.retries)} tried again`}>{counts.retries.toLocaleString()} ↻</span> : undefined}
      </span>
    </li>
  );
}
