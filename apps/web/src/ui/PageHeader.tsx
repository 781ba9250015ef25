import type { ReactNode } from "react";
import "./PageHeader.css";

export interface PageHeaderProps {
  readonly title: ReactNode;
  /** Buttons at the right. */
  readonly actions?: ReactNode;
  /** One line under the title. */
  readonly children?: ReactNode;
}

export function PageHeader({ title, actions, children }: PageHeaderProps) {
  return (
    <header className="page-header">
      <div className="page-header-line">
        <h1>{title}</h1>
        {actions === undefined ? undefined : <div className="page-header-actions">{actions}</div>}
      </div>
      {children === undefined ? undefined : <div className="page-header-more">{children}</div>}
    </header>
  );
}
