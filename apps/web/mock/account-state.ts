import type {
  Account,
  AdministeredOrganization,
  AdministeredWorkspace,
  AuditEntry,
  DescribeKeysResponse,
  OwnSession,
} from "@postern/contracts";

/** What belongs to people and to those who run the server. */
export interface AccountMock {
  sessions: OwnSession[];
  accounts: Account[];
  organizations: AdministeredOrganization[];
  workspaces: AdministeredWorkspace[];
  /** Newest first. */
  audit: AuditEntry[];
  keys: DescribeKeysResponse;
  isSealed: boolean;
  defaultWorkspaceId: number | null;
}

export const nobody = (): AccountMock => ({
  ...{ sessions: [], accounts: [], organizations: [], workspaces: [], audit: [], defaultWorkspaceId: null },
  keys: firstKeys,
  isSealed: false,
});

const firstKeys: DescribeKeysResponse = {
  sealName: "the key file /srv/postern/keys/vault.key",
  keys: [{ term: 1, state: "active", createdAt: "2026-01-01T00:00:00.000Z", recordCount: 0, isNeededByAudit: true }],
  ...{ rotation: null, problems: [], olderCount: 0, trouble: null },
};
