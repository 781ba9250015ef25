/** A Groovy text in single quotes, in which `$` means nothing. */
export function groovyQuote(text: string): string {
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll("'", String.raw`\'`)
    .replaceAll("\n", String.raw`\n`)
    .replaceAll("\r", String.raw`\r`);
  return `'${escaped}'`;
}
