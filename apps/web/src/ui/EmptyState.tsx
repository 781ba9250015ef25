import { CopyButton } from "./CopyButton.tsx";
import type { ReactNode } from "react";
import "./EmptyState.css";

export interface EmptyStateProps {
  readonly title: string;
  /** One sentence that teaches. */
  readonly children: ReactNode;
  /** One button. */
  readonly action?: ReactNode;
  /** The command line for the same. */
  readonly command?: string;
}

export function EmptyState({ title, children, action, command }: EmptyStateProps) {
  return (
    <section className="empty-state">
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
      {command === undefined ? undefined : (
        <div className="empty-state-command">
          <code tabIndex={0}>{command}</code>
          <CopyButton text={command} what="the command" />
        </div>
      )}
    </section>
  );
}
