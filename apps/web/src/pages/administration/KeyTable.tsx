import { Button } from "@mantine/core";
import type { MasterKey } from "@postern/contracts";
import { DataTable } from "../../ui/DataTable.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { StateMark } from "../../ui/StateMark.tsx";
import { keyLook, neededBy } from "./key-words.ts";

export interface KeyTableProps {
  readonly keys: readonly MasterKey[];
  readonly onDrop: (key: MasterKey) => void;
}

/** The newest first. An old one can go when nothing here needs it. */
export function KeyTable({ keys, onDrop }: KeyTableProps) {
  return (
    <DataTable label="Master keys" className="keeps-words">
      <thead>
        <tr>
          <th>Key</th>
          <th>State</th>
          <th data-numeric>Records</th>
          <th className="not-on-phone">Made</th>
          <th>Needed by</th>
          <th aria-label="Actions" />
        </tr>
      </thead>
      <tbody>
        {keys.toReversed().map((key) => (
          <KeyRow key={key.term} of={key} onDrop={onDrop} />
        ))}
      </tbody>
    </DataTable>
  );
}

function KeyRow({ of: key, onDrop }: { readonly of: MasterKey; readonly onDrop: KeyTableProps["onDrop"] }) {
  const needs = neededBy(key);
  return (
    <tr>
      <td>{key.term}</td>
      <td>
        <StateMark look={keyLook(key)} />
      </td>
      <td data-numeric>{key.recordCount.toLocaleString()}</td>
      <td className="not-on-phone">
        <RelativeTime at={key.createdAt} />
      </td>
      <td>{needs ?? "–"}</td>
      <td>
        {key.state === "old" && needs === undefined ? (
          <Button variant="default" size="compact-sm" aria-label={`Drop key ${String(key.term)}`} onClick={() => onDrop(key)}>
            Drop
          </Button>
        ) : undefined}
      </td>
    </tr>
  );
}
