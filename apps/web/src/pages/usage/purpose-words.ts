const known: Readonly<Record<string, string>> = { launch: "Launch", check: "Check", edit: "Edit" };

/** What a secret was opened for. A purpose of a newer server is shown as it stands. */
export const purposeWords = (purpose: string): string => known[purpose] ?? purpose;
