import { platformApiVersion, ServiceInfoResponse } from "@postern/contracts";
import type { HttpApp } from "../../http/http-app.ts";

/** Seconds between two calls of a silent Nextflow. */
const heartbeatInterval = 60;

export interface ServiceInfoParts {
  readonly serverVersion: string;
  readonly publicUrl: () => string;
  readonly hasPersonalWorkspaces: boolean;
}

export function registerServiceInfoRoutes(app: HttpApp, parts: ServiceInfoParts): void {
  app.get(
    "/api/service-info",
    { schema: { summary: "Versions and features of this server", response: { 200: ServiceInfoResponse } } },
    () => ({
      serviceInfo: {
        version: parts.serverVersion,
        apiVersion: platformApiVersion,
        commitId: null,
        authTypes: [],
        loginPath: "/sign-in",
        landingUrl: parts.publicUrl(),
        userWorkspaceEnabled: parts.hasPersonalWorkspaces,
        allowInstanceCredentials: false,
        allowNextflowCliLogs: true,
        waveEnabled: false,
        groundswellEnabled: false,
        seqeraCloud: false,
        heartbeatInterval,
        contentMaxFileSize: 5_242_880,
        launchConfigTextMaxSize: 262_144,
        launchParamsTextMaxSize: 1_048_576,
      },
    }),
  );
}
