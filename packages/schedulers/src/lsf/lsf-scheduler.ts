import type { Scheduler } from "../scheduler.ts";
import { parseCancel, renderCancel } from "./cancel.ts";
import { parseFinal, renderFinal } from "./final.ts";
import { parseFindByName, renderFindByName } from "./find.ts";
import { lsfHelp } from "./help.ts";
import { renderProbes } from "./probes.ts";
import { lsfSite } from "./site.ts";
import { parseStatus, renderStatus } from "./status.ts";
import { parseSubmit, renderSubmit } from "./submit.ts";

/** IBM Spectrum LSF 10.1 or newer. */
export const lsfScheduler: Scheduler = {
  kind: "lsf",
  // What bsub reads is a script of ours that starts the job script; all options stand on the command line.
  renderScriptHeader: () => [],
  renderSubmit,
  parseSubmit,
  renderStatus,
  parseStatus,
  maxJobsPerQuestion: 500,
  renderFinal,
  parseFinal,
  renderFindByName,
  parseFindByName,
  renderCancel,
  parseCancel,
  renderProbes,
  site: lsfSite,
  help: lsfHelp,
  jobIdVariable: "LSB_JOBID",
  nextflowExecutor: "lsf",
  programs: ["bsub", "bjobs", "bhist", "bkill", "bqueues", "bparams"],
};
