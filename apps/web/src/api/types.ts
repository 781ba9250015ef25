/** Answers of which the contracts name only the schema. Types only: no schema travels to the browser. */
import type {
  AddParticipantResponse,
  AddMemberResponse,
  AgentScriptResponse,
  ConfigEnvVariable,
  CreateAvatarResponse,
  DescribeComputeEnvResponse,
  DescribeCredentialsResponse,
  DescribeOrganizationResponse,
  DescribeRoleResponse,
  DescribeTaskResponse,
  DescribeTeamResponse,
  DescribeWorkflowLaunchResponse,
  DescribeWorkspaceResponse,
  GetProgressResponse,
  ListComputeEnvsResponse,
  ListCredentialsResponse,
  ListRolesResponse,
  ListTasksResponse,
  ListWorkspacesByTeamResponse,
  ListWorkspacesResponse,
  ServiceInfoResponse,
  SetupLinkResponse,
  Static,
} from "@postern/contracts";

export type AgentScript = Static<typeof AgentScriptResponse>;
export type AvatarAnswer = Static<typeof CreateAvatarResponse>;
export type EnvVariable = Static<typeof ConfigEnvVariable>;
export type ComputeEnvAnswer = Static<typeof DescribeComputeEnvResponse>;
export type TaskAnswer = Static<typeof DescribeTaskResponse>;
export type LaunchAnswer = Static<typeof DescribeWorkflowLaunchResponse>;
export type ProgressAnswer = Static<typeof GetProgressResponse>;
export type ComputeEnvList = Static<typeof ListComputeEnvsResponse>;
export type CredentialList = Static<typeof ListCredentialsResponse>;
export type CredentialAnswer = Static<typeof DescribeCredentialsResponse>;
export type TaskList = Static<typeof ListTasksResponse>;
export type ServiceInfoAnswer = Static<typeof ServiceInfoResponse>;
export type SetupLink = Static<typeof SetupLinkResponse>;
export type OrganizationAnswer = Static<typeof DescribeOrganizationResponse>;
export type AddMemberAnswer = Static<typeof AddMemberResponse>;
export type WorkspaceAnswer = Static<typeof DescribeWorkspaceResponse>;
export type WorkspaceList = Static<typeof ListWorkspacesResponse>;
export type TeamAnswer = Static<typeof DescribeTeamResponse>;
export type TeamWorkspaceList = Static<typeof ListWorkspacesByTeamResponse>;
export type RoleAnswer = Static<typeof DescribeRoleResponse>;
export type RoleList = Static<typeof ListRolesResponse>;
export type AddParticipantAnswer = Static<typeof AddParticipantResponse>;
