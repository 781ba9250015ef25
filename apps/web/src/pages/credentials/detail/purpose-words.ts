const known: Readonly<Record<string, string>> = {
  launch: "Launch",
  check: "Check",
  validate: "Check",
  edit: "Edit",
  "environment-check": "Check of an environment",
  rotate: "Change of the key of the vault",
};

/** What a secret was opened for. A purpose of a newer server is shown as it stands. */
export const purposeWords = (purpose: string): string => known[purpose] ?? purpose;
