import type { KeyRotation } from "@postern/contracts";
import { RelativeTime } from "../../ui/RelativeTime.tsx";
import { StateMark } from "../../ui/StateMark.tsx";
import { countsOf, doneShare, rotationLook } from "./key-words.ts";

/** How far it is, in numbers that are true: what is counted was written. */
export function RotationProgress({ rotation }: { readonly rotation: KeyRotation }) {
  const { term, startedBy, startedAt, changedAt } = rotation;
  return (
    <section className="rotation" aria-label={`Rotation to key ${String(term)}`}>
      <div className="rotation-line">
        <h2>Rotation to key {term}</h2>
        <StateMark look={rotationLook(rotation)} />
        <span className="quiet">
          begun <RelativeTime at={startedAt} /> by {startedBy ?? "the command line"}, last change <RelativeTime at={changedAt} />
        </span>
      </div>
      <progress value={doneShare(rotation)} aria-label={`Records brought to key ${String(term)}`} />
      <div>{countsOf(rotation)}</div>
    </section>
  );
}
