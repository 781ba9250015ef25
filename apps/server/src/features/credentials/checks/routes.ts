import { ValidateCredentialsResponse, WorkspaceQuery } from "@postern/contracts";
import { toCredentialId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import type { CredentialCheckService } from "./service.ts";

const ValidateQuery = Type.Intersect([WorkspaceQuery, Type.Object({ force: Type.Optional(Type.Boolean()) })]);
const IdParams = Type.Object({ credentialsId: Type.String({ maxLength: 64 }) });

export function registerCredentialCheckRoutes(app: HttpApp, checks: CredentialCheckService): void {
  app.post(
    "/api/credentials/:credentialsId/validate",
    {
      schema: {
        summary: "Ask the provider whether a credential is good",
        params: IdParams,
        querystring: ValidateQuery,
        response: { 200: ValidateCredentialsResponse },
      },
    },
    async (request) => {
      const { credentialsId } = request.params;
      const { status, outcome } = await checks.validate(actorOf(request), toCredentialId(credentialsId), request.query.force === true);
      return { status, transientError: outcome.kind === "inconclusive", message: outcome.kind === "valid" ? null : outcome.message };
    },
  );
}
