import { EnvironmentQuestionsResponse, WorkspaceQuery } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import { toIso } from "../../../http/iso-time.ts";
import type { ComputeEnvService } from "../../compute-envs/service.ts";
import type { AskedOf, QuestionCounts } from "./asked-accounts.ts";

export interface QuestionRouteParts {
  readonly environments: Pick<ComputeEnvService, "get">;
  readonly counts: QuestionCounts;
}

const IdParams = Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) });

/** How often the scheduler of an environment is asked. */
export function registerQuestionRoutes(app: HttpApp, { environments, counts }: QuestionRouteParts): void {
  app.get(
    "/api/postern/v1/compute-envs/:computeEnvId/questions",
    {
      schema: {
        summary: "How often the scheduler is asked",
        params: IdParams,
        querystring: WorkspaceQuery,
        response: { 200: EnvironmentQuestionsResponse },
      },
    },
    async (request) => {
      const environment = await environments.get(actorOf(request), toComputeEnvId(request.params.computeEnvId));
      return toQuestions(counts.describeQuestions(environment.id));
    },
  );
}

/** Without the accounts' names: whose agent it is, is for those who see the credential. */
function toQuestions({ isAskedHere, perMinute, accounts }: AskedOf): EnvironmentQuestionsResponse {
  return {
    isAskedHere,
    limitPerMinute: perMinute,
    accounts: accounts.map(({ askedInLastMinute, intervalMs, startedAt, answerMs }) => ({
      askedInLastMinute,
      intervalSeconds: Math.round(intervalMs / 1000),
      lastAskedAt: toIso(startedAt),
      lastAnswerMs: answerMs,
    })),
  };
}
