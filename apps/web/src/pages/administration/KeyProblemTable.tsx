import type { KeyRotationProblem } from "@postern/contracts";
import { DataTable } from "../../ui/DataTable.tsx";
import { MonoText } from "../../ui/MonoText.tsx";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { cureOf } from "./key-words.ts";

/** Records that stay under their old key, by name, and what to do about each. */
export function KeyProblemTable({ problems }: { readonly problems: readonly KeyRotationProblem[] }) {
  return (
    <>
      <h2 className="key-problems">Records that were left behind</h2>
      <DataTable label="Records that were left behind" className="keeps-words">
        <thead>
          <tr>
            <th>Record</th>
            <th>What to do</th>
            <th className="not-on-phone">Found</th>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem) => (
            <tr key={problem.envelopeId}>
              <td>
                <RecordName problem={problem} />
              </td>
              <td className="key-cure" title={problem.code}>
                {cureOf(problem)}
              </td>
              <td className="not-on-phone">
                <RelativeTime at={problem.notedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </DataTable>
    </>
  );
}

function RecordName({ problem: { owner, envelopeId } }: { readonly problem: KeyRotationProblem }) {
  if (owner === null) return <MonoText text={envelopeId} />;
  const place = owner.workspaceId === null ? "a personal workspace" : `workspace ${String(owner.workspaceId)}`;
  return (
    <>
      <div>{owner.name}</div>
      <div className="quiet">
        {owner.kind} in {place}
      </div>
    </>
  );
}
