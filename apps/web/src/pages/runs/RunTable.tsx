import type { ListWorkflowsElement } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { hasDuration } from "../../format/has-duration.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { Duration } from "../../ui/Duration.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { runLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { TaskBar } from "../../ui/TaskBar.tsx";
import { causeOf, pipelineWords } from "../run/run-words.ts";
import { progressOf } from "../../ui/task-counts.ts";

export interface RunTableProps {
  readonly runs: readonly ListWorkflowsElement[];
  /** The row that the keys are on, -1 for none. */
  readonly marked: number;
}

export function RunTable({ runs, marked }: RunTableProps) {
  return (
    <DataTable label="Runs" className="run-table">
      <thead>
        <tr>
          <th>State</th>
          <th>Run</th>
          <th>Pipeline</th>
          <th>Progress</th>
          <th>Started</th>
          <th data-numeric>Duration</th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run, row) => (
          <RunRow key={run.workflow.id} run={run} isMarked={row === marked} />
        ))}
      </tbody>
    </DataTable>
  );
}

function RunRow({ run, isMarked }: { readonly run: ListWorkflowsElement; readonly isMarked: boolean }) {
  const scope = useScope();
  const { workflow } = run;
  return (
    <tr data-active={isMarked ? true : undefined} aria-current={isMarked ? true : undefined}>
      <td>
        <StateMark look={runLook(workflow.status)} />
      </td>
      <td>
        <Link to={paths.run(scope, workflow.id)} className="strong">
          {workflow.runName}
        </Link>
      </td>
      <td>
        <div className="run-table-pipeline" title={workflow.repository ?? workflow.projectName}>
          {pipelineWords(workflow)}
        </div>
      </td>
      <td>
        <RunProgress run={run} />
      </td>
      <td>
        <RelativeTime at={workflow.submit} />
      </td>
      <td data-numeric>
        <RunDuration workflow={workflow} />
      </td>
    </tr>
  );
}

function RunDuration({ workflow }: Pick<ListWorkflowsElement, "workflow">) {
  if (!hasDuration(workflow)) return <span className="quiet run-table-nothing">–</span>;
  return <Duration from={workflow.start} until={workflow.complete} durationMs={workflow.duration} />;
}

/** A bar for what goes on, the cause for what failed. */
function RunProgress({ run }: { readonly run: ListWorkflowsElement }) {
  const cause = causeOf(run.workflow);
  if (cause !== undefined) {
    return (
      <div className="run-table-cause" data-tone={run.workflow.status === "UNKNOWN" ? "unknown" : "failed"} title={cause}>
        {cause}
      </div>
    );
  }
  const counts = progressOf(run.progress?.workflowProgress);
  if (counts.total === 0) return <span className="quiet run-table-nothing">–</span>;
  return (
    <div className="run-table-progress">
      <div className="run-table-bar">
        <TaskBar counts={counts} label={`Tasks of ${run.workflow.runName}`} />
      </div>
      <span className="quiet">
        {counts.done.toLocaleString()} of {counts.total.toLocaleString()}
      </span>
    </div>
  );
}
