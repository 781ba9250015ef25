import { UnstyledButton } from "@mantine/core";
import type { AuditEntry } from "@postern/contracts";
import { DataTable } from "../../ui/DataTable.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { StateMark } from "../../ui/StateMark.tsx";
import type { StateLook } from "../../ui/StateMark.tsx";

const brokenLook: StateLook = { shape: "cross", tone: "failed", word: "found broken" };

export interface AuditTableProps {
  readonly entries: readonly AuditEntry[];
  /** The row that the keys have marked, -1 for none. */
  readonly marked: number;
  /** The entry beside the list. */
  readonly opened: number | undefined;
  readonly onOpen: (entry: AuditEntry) => void;
}

export function AuditTable({ entries, marked, opened, onOpen }: AuditTableProps) {
  return (
    <DataTable label="Audit trail" className="audit-table">
      <thead>
        <tr>
          <th>When</th>
          <th>Who</th>
          <th>Action</th>
          <th className="not-on-phone">On what</th>
          <th className="not-on-phone">From</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, row) => (
          <tr
            key={entry.id}
            data-active={row === marked ? true : undefined}
            data-chosen={entry.id === opened ? true : undefined}
            onClick={() => onOpen(entry)}
          >
            <td>
              <RelativeTime at={entry.at} />
            </td>
            <td className="strong">{entry.actor?.userName ?? <span className="quiet">the server</span>}</td>
            <td className="audit-what">
              <UnstyledButton className="audit-action" onClick={() => onOpen(entry)}>
                {entry.action}
              </UnstyledButton>
              {entry.standing === "broken" ? <StateMark look={brokenLook} isShapeOnly /> : undefined}
              <span className="audit-target-below">{targetName(entry)}</span>
            </td>
            <td className="wide not-on-phone" title={`${entry.target.kind} ${entry.target.id}`}>
              {targetName(entry)}
            </td>
            <td className="not-on-phone quiet">{entry.client?.address ?? "–"}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

/** A number alone says nothing. */
const targetName = ({ target }: AuditEntry): string => target.name ?? `${target.kind} ${target.id}`;
