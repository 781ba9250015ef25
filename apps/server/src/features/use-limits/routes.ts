import { NoContent, UpdateUseLimitRequest, UseLimit, WorkspaceQuery } from "@postern/contracts";
import { toComputeEnvId, toCredentialId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { ComputeEnvService } from "../compute-envs/service.ts";
import type { CredentialService } from "../credentials/service.ts";
import { toUseLimit } from "./wire.ts";

export interface UseLimitRouteParts {
  readonly credentials: Pick<CredentialService, "describeUseLimit" | "limitUse">;
  readonly environments: Pick<ComputeEnvService, "describeUseLimit" | "limitUse">;
}

const id = Type.String({ maxLength: 64 });
const CredentialParams = Type.Object({ credentialsId: id });
const EnvironmentParams = Type.Object({ computeEnvId: id });
const reading = { summary: "Who may use it", querystring: WorkspaceQuery, response: { 200: UseLimit } };
const writing = { summary: "Limit its use", querystring: WorkspaceQuery, body: UpdateUseLimitRequest, response: { 204: NoContent } };

/** Limits of use, of credentials and of environments. */
export function registerUseLimitRoutes(app: HttpApp, { credentials, environments }: UseLimitRouteParts): void {
  const ofCredential = "/api/postern/v1/credentials/:credentialsId/use-limit";
  app.get(ofCredential, { schema: { ...reading, params: CredentialParams } }, async (request) =>
    toUseLimit(await credentials.describeUseLimit(actorOf(request), toCredentialId(request.params.credentialsId))),
  );
  app.put(ofCredential, { schema: { ...writing, params: CredentialParams } }, async (request, reply) => {
    await credentials.limitUse(actorOf(request), toCredentialId(request.params.credentialsId), request.body);
    return reply.code(204).send(null);
  });

  const ofEnvironment = "/api/postern/v1/compute-envs/:computeEnvId/use-limit";
  app.get(ofEnvironment, { schema: { ...reading, params: EnvironmentParams } }, async (request) =>
    toUseLimit(await environments.describeUseLimit(actorOf(request), toComputeEnvId(request.params.computeEnvId))),
  );
  app.put(ofEnvironment, { schema: { ...writing, params: EnvironmentParams } }, async (request, reply) => {
    await environments.limitUse(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body);
    return reply.code(204).send(null);
  });
}
