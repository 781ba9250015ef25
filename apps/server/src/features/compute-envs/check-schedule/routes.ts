import { CheckScheduleResponse, NoContent, UpdateCheckScheduleRequest, WorkspaceQuery } from "@postern/contracts";
import type { CheckOutcome, CheckReason } from "@postern/contracts";
import { toComputeEnvId } from "@postern/domain";
import { Type } from "typebox";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import { toIso, toIsoOrNull } from "../../../http/iso-time.ts";
import type { CheckSchedule, CheckScheduleService } from "./service.ts";

export interface CheckScheduleRouteParts {
  readonly checkSchedule: CheckScheduleService;
}

const path = "/api/postern/v1/compute-envs/:computeEnvId/check-schedule";
const scope = { params: Type.Object({ computeEnvId: Type.String({ maxLength: 64 }) }), querystring: WorkspaceQuery };

/** When an environment is checked by itself, and what its last checks came to. */
export function registerCheckScheduleRoutes(app: HttpApp, { checkSchedule }: CheckScheduleRouteParts): void {
  app.get(
    path,
    { schema: { summary: "When it is checked by itself, and its last checks", ...scope, response: { 200: CheckScheduleResponse } } },
    async (request) => toResponse(await checkSchedule.describe(actorOf(request), toComputeEnvId(request.params.computeEnvId))),
  );

  app.put(
    path,
    {
      schema: {
        summary: "Put it on the schedule of checks, or take it off",
        ...scope,
        body: UpdateCheckScheduleRequest,
        response: { 204: NoContent },
      },
    },
    async (request, reply) => {
      await checkSchedule.setOn(actorOf(request), toComputeEnvId(request.params.computeEnvId), request.body.isOn);
      return reply.code(204).send(null);
    },
  );
}

const hourMs = 3_600_000;

/** The rows hold what this feature wrote, so their words are taken as they are. */
function toResponse({ environment, everyMs, checks }: CheckSchedule): CheckScheduleResponse {
  const isManaged = environment.managedIdentityId !== undefined;
  const isLookedAt = environment.isCheckScheduled && everyMs > 0 && !isManaged && environment.status !== "DISABLED";
  return {
    everyHours: everyMs === 0 ? null : Math.round(everyMs / hourMs),
    isOn: environment.isCheckScheduled,
    isManaged,
    nextAt: isLookedAt ? toIsoOrNull(environment.nextCheckAt) : null,
    checks: checks.map(({ reason, outcome, step, summary, at, took_ms: durationMs }) => ({
      reason: reason as CheckReason,
      outcome: outcome as CheckOutcome,
      ...{ step, summary, at: toIso(at), durationMs },
    })),
  };
}
