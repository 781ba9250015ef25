import type { CredentialUsageEntry } from "@postern/contracts";
import { Link } from "@tanstack/react-router";
import { useScope } from "../../hooks/use-scope.ts";
import { paths } from "../../paths.ts";
import { DataTable } from "../../ui/DataTable.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { purposeWords } from "./purpose-words.ts";
import "./UsageTable.css";

/** Once that something sealed was opened; on which environment where that is not the subject itself. */
export type UsageEntry = Omit<CredentialUsageEntry, "environment"> & Partial<Pick<CredentialUsageEntry, "environment">>;

/** When something sealed was opened, for whom, and what for. */
export function UsageTable({ entries }: { readonly entries: readonly UsageEntry[] }) {
  return (
    <DataTable label="Usage" className="usage-table">
      <thead>
        <tr>
          <th>When</th>
          <th>For whom</th>
          <th>What for</th>
        </tr>
      </thead>
      <tbody>
        {entries.map((entry, row) => (
          <tr key={`${entry.at} ${String(row)}`}>
            <td>
              <RelativeTime at={entry.at} />
            </td>
            <td>{entry.who?.userName ?? <span className="quiet">the server</span>}</td>
            <td className="wide">
              <Purpose entry={entry} />
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function Purpose({ entry: { purpose, run, environment } }: { readonly entry: UsageEntry }) {
  const scope = useScope();
  return (
    <>
      {purposeWords(purpose)}
      {run === null ? undefined : (
        <>
          {" "}
          <Link to={paths.run(scope, run.id)}>{run.name}</Link>
        </>
      )}
      {environment === null || environment === undefined ? undefined : (
        <span className="quiet">
          {" on "}
          <Link to={paths.computeEnv(scope, environment.id)}>{environment.name}</Link>
        </span>
      )}
    </>
  );
}
