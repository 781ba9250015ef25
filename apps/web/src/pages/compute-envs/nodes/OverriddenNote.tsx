import "./OverriddenNote.css";

/** Sentences on what else has a word on the fields. */
export function OverriddenNote({ lines }: { readonly lines: readonly string[] }) {
  if (lines.length === 0) return undefined;
  return (
    <div className="warning-note" role="status">
      {lines.map((line) => (
        <p key={line} className="overridden-line">
          {line}
        </p>
      ))}
    </div>
  );
}
