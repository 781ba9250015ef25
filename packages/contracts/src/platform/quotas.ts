import { Type } from "typebox";
import type { Static } from "typebox";
import { int64, nullable } from "../schema.ts";

/** `include=…`, repeated or joined by commas. All quotas are always in the answer, so the value is not looked at. */
export const OrganizationQuotasQuery = Type.Object({ include: Type.Optional(Type.Array(Type.String())) });

/** Null is "no limit". */
export const OrganizationQuotas = Type.Object({
  maxMembers: nullable(int64()),
  maxWorkspaces: nullable(int64()),
  maxTeams: nullable(int64()),
  maxParticipantsPerWorkspace: nullable(int64()),
  maxCustomRolesPerOrg: nullable(int64()),
  maxRuns: nullable(int64()),
  maxRunHistory: nullable(int64()),
  maxPipelinesPerWorkspace: nullable(int64()),
  maxLabelsPerWorkspace: nullable(int64()),
  maxDatasetsPerWorkspace: nullable(int64()),
  maxVersionsPerDataset: nullable(int64()),
  maxDataStudiosRunning: nullable(int64()),
  maxFusionThroughputBytes: nullable(int64()),
  maxSeqeraComputeComputeEnvs: nullable(int64()),
});
export type OrganizationQuotas = Static<typeof OrganizationQuotas>;

export const DescribeOrganizationQuotasResponse = Type.Object({ quotas: OrganizationQuotas });
