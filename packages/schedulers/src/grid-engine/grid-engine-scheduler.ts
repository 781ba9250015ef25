import type { Scheduler } from "../scheduler.ts";
import { parseCancel, renderCancel } from "./cancel.ts";
import { parseFinal, renderFinal } from "./final.ts";
import { parseFindByName, renderFindByName } from "./find.ts";
import { gridEngineHelp } from "./help.ts";
import { renderProbes } from "./probes.ts";
import { parseShortStatus, renderShortStatus } from "./short-list.ts";
import { gridEngineSite } from "./site.ts";
import { parseStatus, renderStatus } from "./status.ts";
import { parseSubmit, renderSubmit } from "./submit.ts";

/** Grid Engine with all its names: Sun, Son of, Univa, Altair. From 6.2 on. */
export const gridEngineScheduler: Scheduler = {
  kind: "grid-engine",
  // All of it stands on the command line, and `-C ""` keeps qsub from reading the script for more.
  renderScriptHeader: () => [],
  renderSubmit,
  parseSubmit,
  renderStatus,
  parseStatus,
  // The list is that of all jobs of the account, however many are asked about.
  maxJobsPerQuestion: 100_000,
  shortStatus: { render: renderShortStatus, parse: parseShortStatus },
  renderFinal,
  parseFinal,
  renderFindByName,
  parseFindByName,
  renderCancel,
  parseCancel,
  renderProbes,
  site: gridEngineSite,
  help: gridEngineHelp,
  jobIdVariable: "JOB_ID",
  nextflowExecutor: "sge",
  programs: ["qsub", "qstat", "qacct", "qdel", "qconf"],
};
