import { EnvironmentLoadsResponse, WorkspaceQuery } from "@postern/contracts";
import type { CheckOutcome, CheckReason } from "@postern/contracts";
import { actorOf } from "../../../http/caller.ts";
import type { HttpApp } from "../../../http/http-app.ts";
import { toIso } from "../../../http/iso-time.ts";
import type { EnvironmentLoad, EnvironmentLoadService } from "./service.ts";

export interface LoadRouteParts {
  readonly environmentLoads: EnvironmentLoadService;
}

/** What the public list of environments has no members for. */
export function registerLoadRoutes(app: HttpApp, { environmentLoads }: LoadRouteParts): void {
  app.get(
    "/api/postern/v1/compute-envs",
    {
      schema: {
        summary: "Runs on environments, and their last checks",
        querystring: WorkspaceQuery,
        response: { 200: EnvironmentLoadsResponse },
      },
    },
    async (request) => ({ computeEnvs: (await environmentLoads.list(actorOf(request))).map(toLoad) }),
  );
}

/** The rows hold what the server wrote, so their words are taken as they are. */
function toLoad({ environment, lastCheck, runs }: EnvironmentLoad): EnvironmentLoadsResponse["computeEnvs"][number] {
  const queues = environment.checkSteps.find(({ key }) => key === "queues");
  const isKnown = queues?.summary !== undefined && queues.summary !== null && queues.status !== "skipped";
  return {
    id: environment.id,
    runs: { submitted: runs.get("SUBMITTED") ?? 0, running: runs.get("RUNNING") ?? 0, unknown: runs.get("UNKNOWN") ?? 0 },
    isChecking: environment.checkFinishedAt === null,
    lastCheck:
      lastCheck === undefined
        ? null
        : {
            reason: lastCheck.reason as CheckReason,
            outcome: lastCheck.outcome as CheckOutcome,
            at: toIso(lastCheck.at),
            step: lastCheck.step,
          },
    queues: isKnown ? { status: queues.status, summary: queues.summary ?? "" } : null,
  };
}
