/**
 * Typed ids. Numbers stay below 2^53; credentials and environments have 22 base-62 characters;
 * a run id has at most 16 letters and digits, because Nextflow cuts longer ones.
 */
declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

export type UserId = Branded<number, "UserId">;
export type TokenId = Branded<number, "TokenId">;
export type OrganizationId = Branded<number, "OrganizationId">;
export type WorkspaceId = Branded<number, "WorkspaceId">;
export type TeamId = Branded<number, "TeamId">;
export type LabelId = Branded<number, "LabelId">;
/** A person in an organization. */
export type MemberId = Branded<number, "MemberId">;
/** A member or a team in a workspace. */
export type ParticipantId = Branded<number, "ParticipantId">;
export type CredentialId = Branded<string, "CredentialId">;
export type ManagedIdentityId = Branded<string, "ManagedIdentityId">;
/** The SSH key of one person for the cluster of a managed identity. */
export type ManagedKeyId = Branded<string, "ManagedKeyId">;
export type ComputeEnvId = Branded<string, "ComputeEnvId">;
export type RunId = Branded<string, "RunId">;
export type AgentId = Branded<string, "AgentId">;
/** The name under which an agent serves; chosen by a person, held by an agent credential. */
export type ConnectionId = Branded<string, "ConnectionId">;
/** What the scheduler calls a job. Only its adapter may read anything into it. */
export type SchedulerJobId = Branded<string, "SchedulerJobId">;

export const toUserId = (value: number): UserId => value as UserId;
export const toTokenId = (value: number): TokenId => value as TokenId;
export const toOrganizationId = (value: number): OrganizationId => value as OrganizationId;
export const toWorkspaceId = (value: number): WorkspaceId => value as WorkspaceId;
export const toTeamId = (value: number): TeamId => value as TeamId;
export const toLabelId = (value: number): LabelId => value as LabelId;
export const toMemberId = (value: number): MemberId => value as MemberId;
export const toParticipantId = (value: number): ParticipantId => value as ParticipantId;
export const toCredentialId = (value: string): CredentialId => value as CredentialId;
export const toManagedIdentityId = (value: string): ManagedIdentityId => value as ManagedIdentityId;
export const toManagedKeyId = (value: string): ManagedKeyId => value as ManagedKeyId;
export const toComputeEnvId = (value: string): ComputeEnvId => value as ComputeEnvId;
export const toRunId = (value: string): RunId => value as RunId;
export const toAgentId = (value: string): AgentId => value as AgentId;
export const toConnectionId = (value: string): ConnectionId => value as ConnectionId;
export const toSchedulerJobId = (value: string): SchedulerJobId => value as SchedulerJobId;
