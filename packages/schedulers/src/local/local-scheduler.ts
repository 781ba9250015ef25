import type { Scheduler } from "../scheduler.ts";
import { parseCancel, renderCancel } from "./cancel.ts";
import { parseFindByName, renderFindByName } from "./find.ts";
import { localHelp } from "./help.ts";
import { renderProbes } from "./probes.ts";
import { defaultLocalSettings } from "./settings.ts";
import type { LocalSettings } from "./settings.ts";
import { parseStatus, renderStatus } from "./status.ts";
import { parseSubmit, renderSubmit } from "./submit.ts";

/**
 * Plain processes of one Linux machine, which survive whoever started them.
 * A job that was started is known until somebody removes its folder, so there is no later place to ask.
 */
export function createLocalScheduler(settings: LocalSettings = defaultLocalSettings): Scheduler {
  return {
    kind: "local",
    renderScriptHeader: () => [],
    renderSubmit: (job) => renderSubmit(job, settings),
    parseSubmit,
    renderStatus,
    parseStatus,
    // Each costs a handful of short programs.
    maxJobsPerQuestion: 100,
    renderFinal: () => [],
    parseFinal: () => ({ seen: "absent" }),
    renderFindByName: (name) => renderFindByName(name, settings),
    parseFindByName,
    renderCancel: (job) => renderCancel(job, settings),
    parseCancel,
    renderProbes: () => renderProbes(settings),
    site: { askQueues: () => undefined, askAccounts: () => undefined, askStart: () => undefined, askMemoryRules: () => [] },
    help: localHelp,
    nextflowExecutor: "local",
    programs: ["sh"],
  };
}
