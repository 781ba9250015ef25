import type { Scheduler } from "../scheduler.ts";
import { parseCancel, renderCancel } from "./cancel.ts";
import { parseFinal, renderFinal } from "./final.ts";
import { parseFindByName, renderFindByName } from "./find.ts";
import { moabHelp } from "./help.ts";
import { renderProbes } from "./probes.ts";
import { parseShortStatus, renderShortStatus } from "./short-list.ts";
import { moabSite } from "./site.ts";
import { parseStatus, renderStatus, renderStatusOfUser } from "./status.ts";
import { parseSubmit, renderSubmit } from "./submit.ts";

/** Moab HPC Suite, whatever runs the jobs below it. */
export const moabScheduler: Scheduler = {
  kind: "moab",
  // All of it stands on the command line, and `-C ""` keeps msub from reading the script for more.
  renderScriptHeader: () => [],
  renderSubmit,
  parseSubmit,
  renderStatus,
  parseStatus,
  // The list is that of all jobs, however many are asked about.
  maxJobsPerQuestion: 100_000,
  shortStatus: { render: renderShortStatus, parse: parseShortStatus },
  renderStatusOfUser,
  renderFinal,
  parseFinal,
  renderFindByName,
  parseFindByName,
  renderCancel,
  parseCancel,
  renderProbes,
  site: moabSite,
  help: moabHelp,
  nextflowExecutor: "moab",
  programs: ["msub", "showq", "checkjob", "mjobctl", "mdiag", "showstart"],
};
