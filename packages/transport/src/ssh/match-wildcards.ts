/**
 * `*` and `?`. Of the pattern no more is looked at than can belong to a name, and for each place of its stars the name once: whoever pastes a
 * long one keeps nobody waiting.
 */
export function matchesWildcards(name: string, pattern: string): boolean {
  let [at, inPattern] = [0, 0];
  /** Behind the last star, and where in the name what follows it was tried last. */
  let star: { readonly next: number; from: number } | undefined;
  while (at < name.length) {
    if (pattern[inPattern] === "*") {
      inPattern += 1;
      star = { next: inPattern, from: at };
    } else if (pattern[inPattern] === "?" || pattern[inPattern] === name[at]) {
      at += 1;
      inPattern += 1;
    } else if (star === undefined) {
      return false;
    } else {
      // The star takes one letter more.
      star.from += 1;
      [at, inPattern] = [star.from, star.next];
    }
  }
  while (pattern[inPattern] === "*") inPattern += 1;
  return inPattern === pattern.length;
}
