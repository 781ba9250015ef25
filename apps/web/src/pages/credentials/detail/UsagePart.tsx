import type { CredentialUsageEntry } from "@postern/contracts";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { queries } from "../../../api/queries.ts";
import { useAddress } from "../../../hooks/use-address.ts";
import { useScope } from "../../../hooks/use-scope.ts";
import { paths } from "../../../paths.ts";
import { Answer } from "../../../ui/Answer.tsx";
import { CursorPager } from "../../../ui/CursorPager.tsx";
import { DataTable } from "../../../ui/DataTable.tsx";
import { RelativeTime } from "../../../ui/RelativeTime.tsx";
import { purposeWords } from "./purpose-words.ts";

/** When it was used, for whom, and what for. Each opening of a secret stands in the audit trail too. */
export function UsagePart({ credentialId }: { readonly credentialId: string }) {
  const { address } = useAddress();
  const cursor = address["cursor"];
  const usage = useQuery(queries.credentialUsage(useScope(), credentialId, cursor));
  return (
    <section className="page-part" aria-labelledby="usage-heading">
      <h2 id="usage-heading">Usage</h2>
      <Answer to={usage} failure="Its usage could not be read." rows={3}>
        {({ usage: entries, nextCursor }) =>
          entries.length === 0 ? (
            <p className="sentence">Nobody has used it yet.</p>
          ) : (
            <>
              <UsageTable entries={entries} />
              <CursorPager isFirst={cursor === undefined} nextCursor={nextCursor} />
            </>
          )
        }
      </Answer>
    </section>
  );
}

function UsageTable({ entries }: { readonly entries: readonly CredentialUsageEntry[] }) {
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

function Purpose({ entry: { purpose, run, environment } }: { readonly entry: CredentialUsageEntry }) {
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
      {environment === null ? undefined : (
        <span className="quiet">
          {" on "}
          <Link to={paths.computeEnv(scope, environment.id)}>{environment.name}</Link>
        </span>
      )}
    </>
  );
}
