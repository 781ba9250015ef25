import type { Account, AdministeredOrganization, AdministeredWorkspace, AuditEntry, OwnSession } from "@postern/contracts";

/** What belongs to people and to those who run the server. */
export interface AccountMock {
  sessions: OwnSession[];
  accounts: Account[];
  organizations: AdministeredOrganization[];
  workspaces: AdministeredWorkspace[];
  /** Newest first. */
  audit: AuditEntry[];
  defaultWorkspaceId: number | null;
}

export const nobody = (): AccountMock => ({
  ...{ sessions: [], accounts: [], organizations: [], workspaces: [], audit: [], defaultWorkspaceId: null },
});
