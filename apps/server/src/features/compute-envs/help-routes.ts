import { computePlatforms, SchedulerHelpResponse } from "@postern/contracts";
import type { SchedulerHelp } from "@postern/contracts";
import { helpFields } from "@postern/schedulers";
import { schedulerOf } from "../../clusters/scheduler-of-platform.ts";
import type { HttpApp } from "../../http/http-app.ts";

/** What becomes of the fields of an environment, in the words of each scheduler: the adapters have them, and pages show them. */
export function registerHelpRoutes(app: HttpApp): void {
  const kinds = [
    ...computePlatforms.map((platform) => ({ platform, isTorque: false })),
    { platform: "altair-platform", isTorque: true } as const,
  ];
  const platforms = kinds.map(({ platform, isTorque }) => {
    const { help } = schedulerOf({ platform, config: { isTorque } });
    const fields = Object.fromEntries(helpFields.map((field) => [field, help[field] ?? null])) as SchedulerHelp;
    return { platform, isTorque, fields };
  });
  app.get(
    "/api/postern/v1/scheduler-help",
    { schema: { summary: "What schedulers make of the fields of an environment", response: { 200: SchedulerHelpResponse } } },
    () => Promise.resolve({ platforms }),
  );
}
