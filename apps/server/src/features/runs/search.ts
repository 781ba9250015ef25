/** One condition of a search; all of them must hold. */
export type SearchTerm =
  /** Stands in one of the fields that are searched. */
  | { readonly kind: "word"; readonly text: string }
  /** Is the whole of one of these fields. */
  | { readonly kind: "exact"; readonly text: string }
  /** `keyword:value`. */
  | { readonly kind: "filter"; readonly keyword: string; readonly value: string };

/** More words than anybody types; the rest is not looked at. */
const maxTerms = 20;

/**
 * Reads what a person typed: words, `"whole values"` and `keyword:value`. A keyword that is not among those given is a
 * word like any other, because names hold colons too. Letter case is of no matter.
 */
export function parseSearch(text: string, keywords: readonly string[]): readonly SearchTerm[] {
  const pieces = text.toLowerCase().matchAll(/(?:(?<keyword>[a-z]+):)?(?:"(?<quoted>[^"]*)"?|(?<bare>\S+))/g);
  const terms = [...pieces].map(({ 0: whole, groups }) => toTerm(whole, groups ?? {}, keywords));
  return terms.filter((term) => term !== undefined).slice(0, maxTerms);
}

function toTerm(whole: string, groups: Readonly<Record<string, string | undefined>>, keywords: readonly string[]): SearchTerm | undefined {
  const { keyword, quoted, bare } = groups;
  const value = quoted ?? bare ?? "";
  if (value === "") return undefined;
  if (keyword === undefined) return { kind: quoted === undefined ? "word" : "exact", text: value };
  if (!keywords.includes(keyword)) return { kind: "word", text: whole.replaceAll('"', "") };
  return { kind: "filter", keyword, value };
}
