import type { ReactNode } from "react";
import type { Change } from "./changes.ts";

const signs: Readonly<Record<Change["kind"], { readonly sign: string; readonly word: string }>> = {
  added: { sign: "+", word: "added" },
  removed: { sign: "−", word: "taken away" },
  changed: { sign: "~", word: "changed" },
  same: { sign: "", word: "as before" },
};

/** A thing before and after, member by member. What stayed is folded away. */
export function ChangeList({ changes }: { readonly changes: readonly Change[] }) {
  const differing = changes.filter(({ kind }) => kind !== "same");
  const same = changes.filter(({ kind }) => kind === "same");
  return (
    <>
      {differing.length === 0 ? <p className="sentence">Nothing is different.</p> : <Lines changes={differing} />}
      {same.length === 0 ? undefined : (
        <details className="change-same">
          <summary>{same.length === 1 ? "One member stayed as it was" : `${String(same.length)} members stayed as they were`}</summary>
          <Lines changes={same} />
        </details>
      )}
    </>
  );
}

function Lines({ changes }: { readonly changes: readonly Change[] }) {
  return (
    <dl className="change-list">
      {changes.map((change) => (
        <div key={change.member} data-kind={change.kind}>
          <dt>
            <span className="change-sign" aria-hidden>
              {signs[change.kind].sign}
            </span>
            {change.member}
            <span className="change-word"> {signs[change.kind].word}</span>
          </dt>
          <dd>{valuesOf(change)}</dd>
        </div>
      ))}
    </dl>
  );
}

function valuesOf({ kind, before, after }: Change): ReactNode {
  if (kind === "same") return <span>{after}</span>;
  return (
    <>
      {before === undefined ? undefined : <del>{before}</del>}
      {after === undefined ? undefined : <ins>{after}</ins>}
    </>
  );
}
