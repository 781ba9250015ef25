/** Why a new password is refused; `undefined` when it is good. The server has the same rule. */
export function passwordProblem(password: string): string | undefined {
  const missing = 12 - Array.from(password).length;
  if (missing <= 0) return undefined;
  return missing === 1 ? "One character more." : `${String(missing)} characters more.`;
}

/** Said only once the two can no longer become the same by typing on. */
export function repeatProblem(password: string, again: string): string | undefined {
  return password.startsWith(again) ? undefined : "The two passwords differ.";
}
