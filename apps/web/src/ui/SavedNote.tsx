/** Says that a form was saved, to those who see and those who hear. */
export function SavedNote({ isSaved }: { readonly isSaved: boolean }) {
  return (
    <span className="saved-note" role="status">
      {isSaved ? "✓ saved" : ""}
    </span>
  );
}
