/**
 * What clients of the public API read without looking whether it is there: absent or null, they end with an error of their own.
 * The published file asks for almost nothing of this, so an empty answer would pass for a right one.
 */
export const clientNeeds: Readonly<Record<string, readonly string[]>> = {
  ServiceInfoResponse: ["serviceInfo"],
  ServiceInfo: ["apiVersion", "version"],

  DescribeUserResponse: ["user"],
  UserResponseDto: ["id", "userName", "email"],
  ListAccessTokensResponse: ["tokens"],
  CreateAccessTokenResponse: ["accessKey", "token"],
  AccessToken: ["id", "name", "dateCreated"],
  ListWorkspacesAndOrgResponse: ["orgsAndWorkspaces"],
  OrgAndWorkspaceDto: ["orgId", "orgName", "roles"],

  ListOrganizationsResponse: ["organizations", "totalSize"],
  CreateOrganizationResponse: ["organization"],
  DescribeOrganizationResponse: ["organization"],
  OrganizationDbDto: ["orgId", "name", "fullName"],
  DescribeOrganizationQuotasResponse: ["quotas"],

  ListMembersResponse: ["members", "totalSize"],
  AddMemberResponse: ["member"],
  AddTeamMemberResponse: ["member"],
  MemberDbDto: ["memberId", "userId", "userName", "email", "role"],

  ListTeamResponse: ["teams", "totalSize"],
  CreateTeamResponse: ["team"],
  DescribeTeamResponse: ["team"],
  TeamDbDto: ["teamId", "name", "membersCount"],
  ListWorkspacesByTeamResponse: ["workspaces", "totalSize"],
  WorkspaceParticipantResponseDto: ["participantId", "participantRole", "orgId", "workspaceId", "workspaceName"],

  ListWorkspacesResponse: ["workspaces"],
  WorkspaceDbDto: ["id", "name", "fullName", "visibility"],
  CreateWorkspaceResponse: ["workspace"],
  DescribeWorkspaceResponse: ["workspace"],
  Workspace: ["id", "name", "fullName", "visibility", "dateCreated", "lastUpdated"],
  ListParticipantsResponse: ["participants", "totalSize"],
  AddParticipantResponse: ["participant"],
  ParticipantResponseDto: ["participantId", "wspRole", "type"],

  ListRolesResponse: ["roles", "totalSize"],
  "ListRolesResponse.RoleInfo": ["name", "description", "isPredefined"],
  CreateRoleResponse: ["name", "description", "permissions"],
  DescribeRoleResponse: ["role"],
  RoleDto: ["name", "description", "isPredefined", "permissions"],
  ListRolePermissionsResponse: ["permissions"],
  RolePermissionResponseDto: ["name", "category"],
  ListUserRolesResponse: ["user", "userWorkspaces"],
  UserWorkspaceRolesDto: ["workspaceId", "workspaceName", "roles", "permissions"],
  UserWorkspaceRoleDto: ["role", "roleSourceType"],
  UserWorkspacePermissionDto: ["permission", "roles"],

  ListCredentialsResponse: ["credentials"],
  CreateCredentialsResponse: ["credentialsId"],
  DescribeCredentialsResponse: ["credentials"],
  Credentials: ["id", "name", "provider"],
  ValidateCredentialsResponse: ["transientError"],

  ListComputeEnvsResponse: ["computeEnvs"],
  // `nextflow launch` takes the environment from its entry here, with the work directory.
  "ListComputeEnvsResponse.Entry": ["id", "name", "platform", "status", "primary", "workDir"],
  CreateComputeEnvResponse: ["computeEnvId"],
  DescribeComputeEnvResponse: ["computeEnv"],
  ComputeEnvResponseDto: ["id", "name", "platform", "status", "config", "primary", "deleted", "dateCreated", "lastUpdated"],
  ValidateComputeEnvResponse: ["status", "transientError"],
  ListPlatformsResponse: ["platforms"],
  ComputePlatform: ["id", "name", "credentialsProviders"],
  ListLabelsResponse: ["labels", "totalSize"],
  LabelDbDto: ["id", "name", "resource"],
  CreateLabelResponse: ["id", "name", "resource"],
  UpdateLabelResponse: ["id", "name", "resource"],

  CreateAvatarResponse: ["avatar", "url"],
  Avatar: ["id"],
};
