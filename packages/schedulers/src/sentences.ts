const longest = 1000;

/** All that a submit program said, as sentences in one line: what a site wants instead can stand above the line that tells of the refusal. */
export function sentences(lines: readonly string[]): string {
  const said = lines.map((line) => line.trim()).filter((line) => line !== "");
  return said
    .map((line) => (/[.!?:;,]$/.test(line) ? line : `${line}.`))
    .join(" ")
    .slice(0, longest);
}
