import type { AdministeredOrganization, AdministeredWorkspace, DescribeKeysResponse } from "@postern/contracts";
import { isoAt } from "./state.ts";

const day = 86_400_000;

export const seedOrganizations = (nowMs: number): AdministeredOrganization[] => [
  {
    ...{ orgId: 100, name: "alpha-lab", fullName: "Alpha Lab for Genomics", owners: ["jane", "amir"], memberCount: 32 },
    ...{ workspaceCount: 3, createdAt: isoAt(nowMs - 80 * day) },
  },
  {
    ...{ orgId: 101, name: "uni-cluster", fullName: "University Cluster", owners: ["amir"], memberCount: 2 },
    ...{ workspaceCount: 2, createdAt: isoAt(nowMs - 200 * day) },
  },
  {
    ...{ orgId: 103, name: "orphaned", fullName: "A project that ended", owners: [], memberCount: 1 },
    ...{ workspaceCount: 1, createdAt: isoAt(nowMs - 700 * day) },
  },
];

export const seedWorkspaces = (nowMs: number): AdministeredWorkspace[] => [
  workspace(nowMs, { workspaceId: 401, name: "genomics", fullName: "Genomics", orgId: 100, orgName: "alpha-lab", participantCount: 4 }),
  workspace(nowMs, {
    ...{ workspaceId: 402, name: "proteomics", fullName: "Proteomics, with the mass spectrometry platform", visibility: "SHARED" },
    ...{ orgId: 100, orgName: "alpha-lab", participantCount: 12 },
  }),
  workspace(nowMs, {
    workspaceId: 411,
    name: "pilot",
    fullName: "Pilot projects",
    orgId: 101,
    orgName: "uni-cluster",
    participantCount: 1,
  }),
];

const workspace = (nowMs: number, given: Partial<AdministeredWorkspace>): AdministeredWorkspace => ({
  ...{ workspaceId: 0, name: "", fullName: "", visibility: "PRIVATE", orgId: 0, orgName: "", participantCount: 0 },
  createdAt: isoAt(nowMs - 60 * day),
  ...given,
});

/** A rotation that was stopped, with a record that does not open and one that nobody owns. Nothing needs the first key any more. */
export const seedKeys = (nowMs: number): DescribeKeysResponse => ({
  sealName: "the key file /srv/postern/keys/vault.key",
  keys: [
    { term: 1, state: "old", createdAt: isoAt(nowMs - 800 * day), recordCount: 0, isNeededByAudit: false },
    { term: 2, state: "old", createdAt: isoAt(nowMs - 400 * day), recordCount: 37, isNeededByAudit: true },
    { term: 3, state: "active", createdAt: isoAt(nowMs - 5 * 60_000), recordCount: 1210, isNeededByAudit: true },
  ],
  rotation: {
    ...{ term: 3, state: "stopped", doneCount: 1203, leftCount: 35, failedCount: 1, orphanedCount: 1, startedBy: "jane" },
    ...{ startedAt: isoAt(nowMs - 5 * 60_000), changedAt: isoAt(nowMs - 60_000) },
  },
  problems: [
    {
      ...{ envelopeId: "4nSb2VQkqD7xW0mZr1LtYp", kind: "failed", code: "vault.envelope_invalid", notedAt: isoAt(nowMs - 120_000) },
      owner: { kind: "credential", id: "cred-spartan", name: "spartan-agent", workspaceId: 401 },
    },
    {
      envelopeId: "7hTq9ZRcvB3yK5nXf8MwJd",
      kind: "orphaned",
      code: "vault.envelope_orphaned",
      notedAt: isoAt(nowMs - 90_000),
      owner: null,
    },
  ],
  olderCount: 37,
  trouble: null,
});
