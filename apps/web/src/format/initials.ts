export interface Named {
  readonly userName: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

/** Two letters that stand for a person. */
export function initialsOf({ userName, firstName, lastName }: Named): string {
  const initials = `${firstName?.[0] ?? ""}${lastName?.[0] ?? ""}`;
  return (initials === "" ? userName.slice(0, 2) : initials).toUpperCase();
}
