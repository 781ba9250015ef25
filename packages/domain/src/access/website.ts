/** `https://example.org/path`, or without the scheme; pages make a link of it, so nothing else may stand in front. */
const form = /^(?:https?:\/\/[\p{L}\p{N}.-]+(?::\d{1,5})?|[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)(?:[/?#]\S*)?$/iu;

/** What is wrong with the address of a website; `undefined` when nothing is. */
export function websiteProblem(website: string): string | undefined {
  return form.test(website) ? undefined : "A website is an address such as https://example.org.";
}
