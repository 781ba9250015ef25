/** The query of an address as plain text members: `?page=2&search=007` stays what it says, a number is not guessed. */
export function parseAddress(query: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(query));
}

/** Members in the order given; those without a value are left out. */
export function renderAddress(members: Readonly<Record<string, unknown>>): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (typeof value === "string" && value !== "") words.set(name, value);
    if (typeof value === "number" || typeof value === "boolean") words.set(name, String(value));
  }
  const text = words.toString();
  return text === "" ? "" : `?${text}`;
}
