import { computePlatforms, SchedulerHelpResponse } from "@postern/contracts";
import type { SchedulerHelp } from "@postern/contracts";
import { helpFields, schedulerOfKind } from "@postern/schedulers";
import { schedulerKindOf } from "../../clusters/scheduler-of-platform.ts";
import type { HttpApp } from "../../http/http-app.ts";

/** What becomes of the fields of an environment, in the words of each scheduler: the adapters have them, and pages show them. */
export function registerHelpRoutes(app: HttpApp): void {
  const platforms = computePlatforms.map((platform) => {
    const { help } = schedulerOfKind(schedulerKindOf(platform));
    const fields = Object.fromEntries(helpFields.map((field) => [field, help[field] ?? null])) as SchedulerHelp;
    return { platform, fields };
  });
  app.get(
    "/api/postern/v1/scheduler-help",
    { schema: { summary: "What schedulers make of the fields of an environment", response: { 200: SchedulerHelpResponse } } },
    () => Promise.resolve({ platforms }),
  );
}
