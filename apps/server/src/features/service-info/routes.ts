import { platformApiVersion, ServiceInfoResponse } from "@postern/contracts";
import type { Static } from "@postern/contracts";
import type { HttpApp } from "../../http/http-app.ts";
import type { AgentTokenCheck } from "../users/agent-token-check.ts";

/** Seconds between two calls of a silent Nextflow. */
const heartbeatInterval = 60;

export interface ServiceInfoParts {
  readonly serverVersion: string;
  readonly publicUrl: () => string;
  readonly hasPersonalWorkspaces: boolean;
  /** The incumbent's agent asks with its token, and waits when it gets no answer here; at its next question it would end. */
  readonly agentTokens: Pick<AgentTokenCheck, "requireAnswerable">;
}

export function registerServiceInfoRoutes(app: HttpApp, parts: ServiceInfoParts): void {
  app.get(
    "/api/service-info",
    { schema: { summary: "Versions and features of this server", response: { 200: ServiceInfoResponse } } },
    async (request) => {
      await parts.agentTokens.requireAnswerable(request.headers.authorization);
      return { serviceInfo: describeServer(parts) };
    },
  );
}

function describeServer(parts: ServiceInfoParts): Static<typeof ServiceInfoResponse>["serviceInfo"] {
  return {
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
  };
}
