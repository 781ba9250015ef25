import { Type } from "typebox";
import type { Static } from "typebox";
import { int64, nullable } from "../schema.ts";

/** Clients compare this as a version: a plain one, without a suffix. */
export const platformApiVersion = "1.200.0";

export const ServiceInfo = Type.Object({
  version: Type.String(),
  apiVersion: Type.String(),
  commitId: nullable(Type.String()),
  authTypes: Type.Array(Type.String()),
  loginPath: Type.String(),
  landingUrl: Type.String(),
  userWorkspaceEnabled: Type.Boolean(),
  allowInstanceCredentials: Type.Boolean(),
  allowNextflowCliLogs: Type.Boolean(),
  waveEnabled: Type.Boolean(),
  groundswellEnabled: Type.Boolean(),
  seqeraCloud: Type.Boolean(),
  /** Seconds. */
  heartbeatInterval: Type.Integer(),
  contentMaxFileSize: int64(),
  launchConfigTextMaxSize: Type.Integer(),
  launchParamsTextMaxSize: Type.Integer(),
});
export type ServiceInfo = Static<typeof ServiceInfo>;

export const ServiceInfoResponse = Type.Object({ serviceInfo: ServiceInfo });
