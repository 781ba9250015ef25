const form = /^[a-z\d](?:[a-z\d]|[-_](?=[a-z\d])){0,39}$/;

/** What is wrong with the name of a person, which stands in addresses of pages; `undefined` when nothing is. */
export function userNameProblem(name: string): string | undefined {
  if (form.test(name)) return undefined;
  return "A user name has 1 to 40 small letters and digits, with single dashes and underscores between them.";
}
