/** Answers of which the contracts name only the schema. Types only: no schema travels to the browser. */
import type {
  AgentScriptResponse,
  ConfigEnvVariable,
  CreateAvatarResponse,
  DescribeComputeEnvResponse,
  DescribeTaskResponse,
  DescribeWorkflowLaunchResponse,
  GetProgressResponse,
  ListComputeEnvsResponse,
  ListCredentialsResponse,
  ListTasksResponse,
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
export type TaskList = Static<typeof ListTasksResponse>;
export type ServiceInfoAnswer = Static<typeof ServiceInfoResponse>;
export type SetupLink = Static<typeof SetupLinkResponse>;
