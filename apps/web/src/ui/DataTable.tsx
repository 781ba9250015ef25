import type { ReactNode } from "react";
import "./DataTable.css";

export interface DataTableProps {
  /** Names the table for a screen reader. */
  readonly label: string;
  readonly className?: string;
  /** `<thead>` and `<tbody>`. */
  readonly children: ReactNode;
}

/** Dense rows to the edge of the page; scrolls sideways by itself, so that the page never does. */
export function DataTable({ label, className = "", children }: DataTableProps) {
  return (
    <div className="data-table-frame" role="region" aria-label={label} tabIndex={0}>
      <table className={`data-table ${className}`}>{children}</table>
    </div>
  );
}
