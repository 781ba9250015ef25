import type { AdministeredOrganization, AdministeredWorkspace } from "@postern/contracts";
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
