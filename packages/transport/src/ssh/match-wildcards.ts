/** `*` and `?`, in time that grows with the product of both lengths whatever the pattern is. */
export function matchesWildcards(name: string, pattern: string): boolean {
  let states = new Set([0]);
  const grow = (from: ReadonlySet<number>): Set<number> => {
    const grown = new Set(from);
    // A set visits what is added while it is visited.
    for (const at of grown) if (pattern[at] === "*") grown.add(at + 1);
    return grown;
  };
  for (const character of name) {
    const next = new Set<number>();
    for (const at of grow(states)) {
      if (pattern[at] === "*") next.add(at);
      else if (pattern[at] === "?" || pattern[at] === character) next.add(at + 1);
    }
    states = next;
  }
  return grow(states).has(pattern.length);
}
