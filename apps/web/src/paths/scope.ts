export interface PersonalScope {
  readonly kind: "user";
  readonly userName: string;
  readonly workspaceId: null;
}

export interface WorkspaceScope {
  readonly kind: "workspace";
  readonly orgId: number;
  readonly orgName: string;
  readonly workspaceId: number;
  readonly workspaceName: string;
}

/** Where a page is: in somebody's personal workspace, or in one of an organization. */
export type Scope = PersonalScope | WorkspaceScope;

export const userScope = (userName: string): PersonalScope => ({ kind: "user", userName, workspaceId: null });
