/** What acts are about: the first word of an action. The rest is its verb. */
export const things = [
  { value: "session", label: "Signing in and out" },
  { value: "token", label: "Tokens" },
  { value: "user", label: "Users" },
  { value: "invitation", label: "Invitations" },
  { value: "organization", label: "Organizations" },
  { value: "member", label: "Members" },
  { value: "team", label: "Teams" },
  { value: "team_member", label: "Members of teams" },
  { value: "role", label: "Roles" },
  { value: "workspace", label: "Workspaces" },
  { value: "participant", label: "Participants" },
  { value: "credential", label: "Credentials" },
  { value: "secret", label: "Uses of secrets" },
  { value: "environment", label: "Compute environments" },
  { value: "agent", label: "Agents" },
  { value: "run", label: "Runs" },
  { value: "avatar", label: "Pictures" },
  { value: "audit", label: "The trail itself" },
] as const;

/** The choices of the filter. An action of the address that is none of them is one more, so that the filter shows what it does. */
export function actionChoices(action: string): readonly { readonly value: string; readonly label: string }[] {
  const known = [{ value: "", label: "Any action" }, ...things];
  return known.some(({ value }) => value === action) ? known : [...known, { value: action, label: action }];
}
