import { CredentialDependentsResponse, CredentialUsageQuery, CredentialUsageResponse, WorkspaceQuery } from "@postern/contracts";
import { toCredentialId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../http/caller.ts";
import type { HttpApp } from "../../http/http-app.ts";
import type { CredentialUseService } from "./use-service.ts";

const IdParams = Type.Object({ credentialsId: Type.String({ maxLength: 64 }) });
const pageSize = 25;

/** What a page of a credential says besides what it is. */
export function registerCredentialUseRoutes(app: HttpApp, uses: CredentialUseService): void {
  app.get(
    "/api/postern/v1/credentials/:credentialsId/dependents",
    {
      schema: {
        summary: "What stops without a credential",
        params: IdParams,
        querystring: WorkspaceQuery,
        response: { 200: CredentialDependentsResponse },
      },
    },
    (request) => uses.listDependents(actorOf(request), toCredentialId(request.params.credentialsId)),
  );

  app.get(
    "/api/postern/v1/credentials/:credentialsId/usage",
    {
      schema: {
        summary: "When a credential was used, for whom and for what",
        params: IdParams,
        querystring: Type.Intersect([WorkspaceQuery, CredentialUsageQuery]),
        response: { 200: CredentialUsageResponse },
      },
    },
    (request) => {
      const { max = pageSize, cursor } = request.query;
      return uses.listUsage(actorOf(request), toCredentialId(request.params.credentialsId), { max, cursor });
    },
  );
}
