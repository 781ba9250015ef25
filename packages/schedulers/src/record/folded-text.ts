/** A text without what broke its lines in two, and where that stood. */
export interface UnfoldedText {
  readonly text: string;
  readonly folds: readonly { readonly at: number; readonly mark: string }[];
}

/** @param pattern - what breaks a line in two, with the flag `g` */
export function unfold(folded: string, pattern: RegExp | undefined): UnfoldedText {
  if (pattern === undefined) return { text: folded, folds: [] };
  const folds: { at: number; mark: string }[] = [];
  let removed = 0;
  for (const match of folded.matchAll(pattern)) {
    folds.push({ at: match.index - removed, mark: match[0] });
    removed += match[0].length;
  }
  return { text: folded.replaceAll(pattern, ""), folds };
}

/** Puts together what the pieces of an unfolded text are now, and breaks lines where they were broken. */
export function refold(pieces: readonly { readonly was: string; readonly is: string }[], folds: UnfoldedText["folds"]): string {
  let from = 0;
  let next = 0;
  const texts: string[] = [];
  for (const { was, is } of pieces) {
    let done = 0;
    for (let fold = folds[next]; fold !== undefined && fold.at < from + was.length; fold = folds[next]) {
      const at = Math.min(fold.at - from, is.length);
      texts.push(is.slice(done, at), fold.mark);
      done = at;
      next += 1;
    }
    texts.push(is.slice(done));
    from += was.length;
  }
  return [...texts, ...folds.slice(next).map(({ mark }) => mark)].join("");
}
