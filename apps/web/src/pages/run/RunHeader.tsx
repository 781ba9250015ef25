import type { DescribeWorkflowResponse, ProgressData } from "@postern/contracts";
import { isTerminal } from "@postern/domain";
import type { RunStatus } from "@postern/domain";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { hasDuration } from "../../format/has-duration.ts";
import { wholePercent } from "../../format/percent.ts";
import { useMay } from "../../hooks/use-may.ts";
import { useScope } from "../../hooks/use-scope.ts";
import { GuardedButton, GuardedLink } from "../../layouts/GuardedButton.tsx";
import { paths } from "../../paths.ts";
import { Duration } from "../../ui/Duration.tsx";
import { PageHeader } from "../../ui/PageHeader.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { queuedRunLook, runLook } from "../../ui/state-looks.ts";
import { StateMark } from "../../ui/StateMark.tsx";
import { progressOf } from "../../ui/task-counts.ts";
import type { TaskCounts } from "../../ui/task-counts.ts";
import { CancelRunDialog } from "./CancelRunDialog.tsx";
import { DeleteRunDialog } from "./DeleteRunDialog.tsx";
import { isInQueue, pipelineWords } from "./run-words.ts";
import { useCancelRun } from "./use-cancel-run.ts";
import { useMayEnd } from "./use-may-end.ts";

export interface RunHeaderProps {
  readonly run: DescribeWorkflowResponse;
  readonly progress: ProgressData;
}

export function RunHeader({ run, progress }: RunHeaderProps) {
  const { workflow } = run;
  const counts = progressOf(progress.workflowProgress);
  return (
    <PageHeader title={workflow.runName} actions={<RunActions run={run} running={counts.running} />}>
      <div className="run-line">
        <StateMark look={isInQueue(run) ? queuedRunLook : runLook(workflow.status)} />
        <span className="run-percent">{tasksWords(workflow.status, counts)}</span>
        <span className="mono">
          {pipelineWords(workflow)}
          {workflow.commitId === null ? "" : ` @ ${workflow.commitId.slice(0, 7)}`}
        </span>
        <EnvironmentLink platform={run.platform} />
        <span>{workflow.userName}</span>
        <span>
          launched <RelativeTime at={workflow.submit} />
        </span>
        {hasDuration(workflow) ? (
          <span className="run-duration">
            {workflow.complete === null ? "for " : "took "}
            <Duration from={workflow.start} until={workflow.complete} durationMs={workflow.duration} />
          </span>
        ) : undefined}
      </div>
    </PageHeader>
  );
}

function EnvironmentLink({ platform }: { readonly platform: DescribeWorkflowResponse["platform"] }) {
  const scope = useScope();
  if (platform === null) return undefined;
  return <Link to={paths.computeEnv(scope, platform.id)}>{platform.name}</Link>;
}

function RunActions({ run, running }: { readonly run: DescribeWorkflowResponse; readonly running: number }) {
  const scope = useScope();
  const { workflow } = run;
  const [dialog, setDialog] = useState<"cancel" | "delete" | undefined>();
  const cancel = useCancelRun(workflow);
  const mayLaunch = useMay("workflow_quick:execute");
  const mayCancel = useMayEnd(workflow, "workflow:execute");
  const mayDelete = useMayEnd(workflow, "workflow:delete");
  const close = (): void => setDialog(undefined);
  return (
    <>
      {workflow.launchId === null ? undefined : (
        <GuardedLink verdict={mayLaunch} variant="default" to={paths.launch(scope)} search={{ from: workflow.id }}>
          Launch again
        </GuardedLink>
      )}
      {isTerminal(workflow.status) ? (
        <GuardedButton verdict={mayDelete} variant="default" onClick={() => setDialog("delete")}>
          Delete
        </GuardedButton>
      ) : (
        <GuardedButton
          verdict={mayCancel}
          variant="outline"
          color="red.8"
          className="danger-button"
          disabled={cancel.isCancelling}
          onClick={() => setDialog("cancel")}
        >
          {cancel.isCancelling ? "Cancelling…" : "Cancel"}
        </GuardedButton>
      )}
      {dialog === "cancel" ? <CancelRunDialog runName={workflow.runName} running={running} cancel={cancel} onClose={close} /> : undefined}
      {dialog === "delete" ? <DeleteRunDialog workflow={workflow} onClose={close} /> : undefined}
    </>
  );
}

/** How far it is; for a run that broke off, how far it came. */
function tasksWords(status: RunStatus, counts: TaskCounts): string {
  if (counts.total === 0) return "";
  const total = counts.total.toLocaleString();
  const good = (counts.succeeded + counts.cached).toLocaleString();
  if (status === "FAILED" || status === "CANCELLED") return `${good} of ${total} tasks succeeded`;
  return `${String(wholePercent(counts.done, counts.total))} % of ${total} tasks`;
}
