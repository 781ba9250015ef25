import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { toApiError } from "../api/api-error.ts";
import type { ReactNode } from "react";
import type { ApiError } from "../api/api-error.ts";
import type { ConflictAnswer } from "../api/conflicts.ts";
import { conflictsOf } from "../api/conflicts.ts";
import "./ErrorNote.css";

export interface ErrorNoteProps {
  readonly error: unknown;
  /** What failed, on which thing: "The runs could not be read." */
  readonly title?: string;
  readonly onRetry?: () => void;
  /** How what is in the way is named, such as by a link; its bare name when nothing is said. */
  readonly conflictAs?: (conflict: ConflictAnswer) => ReactNode;
}

/** What failed, why, what to do; the details fold holds what an administrator wants to hear. */
export function ErrorNote({ error, title, onRetry, conflictAs = ({ name }) => name }: ErrorNoteProps) {
  const problem = toApiError(error);
  const wait = problem.retryAfterSeconds;
  const details = [
    problem.code === undefined ? "" : `code ${problem.code}`,
    problem.id === undefined ? "" : `id ${problem.id}`,
    problem.status === 0 ? "no answer" : `status ${String(problem.status)}`,
  ];
  return (
    <div className="error-note" role="alert">
      <IconAlertTriangle size={18} aria-hidden />
      <div className="error-note-body">
        {title === undefined ? undefined : <div className="error-note-title">{title}</div>}
        <div>{problem.message}</div>
        {problem.hint === undefined ? undefined : <div>{problem.hint}</div>}
        <InTheWay error={problem} conflictAs={conflictAs} />
        {wait === undefined ? undefined : <div>Try again in {wait} s.</div>}
        <details>
          <summary>Details</summary>
          <pre>{details.filter((line) => line !== "").join("\n")}</pre>
        </details>
      </div>
      {onRetry === undefined ? undefined : (
        <Button variant="default" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** What must be changed or deleted first, by name. */
function InTheWay({ error, conflictAs }: { readonly error: ApiError } & Required<Pick<ErrorNoteProps, "conflictAs">>) {
  const conflicts = conflictsOf(error);
  if (conflicts.length === 0) return undefined;
  return (
    <ul className="conflicts">
      {conflicts.map((conflict) => (
        <li key={`${conflict.type} ${conflict.id}`}>{conflictAs(conflict)}</li>
      ))}
    </ul>
  );
}
