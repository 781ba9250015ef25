import {
  GenerateSshKeyRequest,
  GenerateSshKeyResponse,
  InspectSshKeyRequest,
  InspectSshKeyResponse,
  WorkspaceQuery,
} from "@postern/contracts";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { SshKeyService } from "./ssh-key-service.ts";

/** Keys of SSH, beside the credentials that they become. */
export function registerSshKeyRoutes(app: HttpApp, sshKeyService: SshKeyService): void {
  app.post(
    "/api/postern/v1/credentials/inspect-ssh-key",
    {
      schema: {
        summary: "What a pasted SSH key is; nothing is kept",
        querystring: WorkspaceQuery,
        body: InspectSshKeyRequest,
        response: { 200: InspectSshKeyResponse },
      },
    },
    (request) => sshKeyService.inspect(actorOf(request), request.body),
  );

  app.post(
    "/api/postern/v1/credentials/generate-ssh-key",
    {
      schema: {
        summary: "Add an SSH credential with a new key pair",
        querystring: WorkspaceQuery,
        body: GenerateSshKeyRequest,
        response: { 200: GenerateSshKeyResponse },
      },
    },
    (request) => sshKeyService.generate(actorOf(request), request.body),
  );
}
