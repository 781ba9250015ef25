/** What acts are about, as `thing.` filters them. The words are those of the reader; the rest of an action is its verb. */
export const things = [
  { value: "session.", label: "Signing in and out" },
  { value: "token.", label: "Tokens" },
  { value: "user.", label: "Users" },
  { value: "organization.", label: "Organizations" },
  { value: "member.", label: "Members" },
  { value: "team.", label: "Teams" },
  { value: "role.", label: "Roles" },
  { value: "workspace.", label: "Workspaces" },
  { value: "participant.", label: "Participants" },
  { value: "credential.", label: "Credentials" },
  { value: "secret.", label: "Uses of secrets" },
  { value: "environment.", label: "Compute environments" },
  { value: "agent.", label: "Agents" },
  { value: "run.", label: "Runs" },
] as const;

/** The choices of the filter. An action of the address that is none of them is one more, so that the filter shows what it does. */
export function actionChoices(action: string): readonly { readonly value: string; readonly label: string }[] {
  const known = [{ value: "", label: "Any action" }, ...things];
  return known.some(({ value }) => value === action) ? known : [...known, { value: action, label: action }];
}
