/** Why a credential name is refused; `undefined` when it is good (R3). Length in UTF-16 units. */
export function credentialNameProblem(name: string): string | undefined {
  if (name.length < 2) return "A name needs at least 2 characters.";
  if (name.length > 99) return "A name has at most 99 characters.";
  if (!/^[A-Za-z0-9_-]+$/.test(name)) return "Use letters, digits, dashes and underscores only.";
  return undefined;
}
