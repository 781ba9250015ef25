import type { DescribeWorkflowResponse } from "@postern/contracts";
import { CopyButton } from "../../ui/CopyButton.tsx";
import { causeOf, isInQueue } from "./run-words.ts";

/** The cause of a failure, why a run waits, what is not known: in sentences, before anything else. */
export function RunMessages({ run }: { readonly run: DescribeWorkflowResponse }) {
  const { workflow } = run;
  const cause = causeOf(workflow);
  const messages = run.messages.filter((message) => message !== cause && message !== workflow.errorMessage);
  const reason = run.jobInfo?.message ?? null;
  const report = reportOf(workflow.errorReport ?? workflow.errorMessage, cause);
  return (
    <>
      {cause === undefined ? undefined : (
        <div className="run-cause" data-tone={workflow.status === "UNKNOWN" ? "unknown" : "failed"} role="status">
          <div>{cause}</div>
          {report === undefined ? undefined : (
            <details open>
              <summary>Error report</summary>
              <div className="run-report">
                <pre tabIndex={0}>{report}</pre>
                <CopyButton text={report} what="the error report" />
              </div>
            </details>
          )}
        </div>
      )}
      {messages.map((message) => (
        <p className="run-message" key={message}>
          {message}
        </p>
      ))}
      {isInQueue(run) && reason !== null && !messages.includes(reason) ? (
        <p className="run-message">Waiting in the queue. The scheduler says: {reason}</p>
      ) : undefined}
    </>
  );
}

const reportOf = (report: string | null, cause: string | undefined): string | undefined =>
  report === null || report.trim() === cause ? undefined : report;
