/** Where a page is: in somebody's personal workspace, or in one of an organization. */
export type Scope =
  | { readonly kind: "user"; readonly userName: string }
  | {
      readonly kind: "workspace";
      readonly orgId: number;
      readonly orgName: string;
      readonly workspaceId: number;
      readonly workspaceName: string;
    };

export const userScope = (userName: string): Scope => ({ kind: "user", userName });
