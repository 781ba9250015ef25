import type { Scheduler } from "../scheduler.ts";
import { parseCancel, renderCancel } from "./cancel.ts";
import { parseFinal, renderFinal } from "./final.ts";
import { parseFindByName, renderFindByName } from "./find.ts";
import { slurmHelp } from "./help.ts";
import { placeOfJob } from "./job-id.ts";
import { renderProbes } from "./probes.ts";
import { slurmSite } from "./site.ts";
import { parseStatus, renderStatus } from "./status.ts";
import { parseSubmit, renderSubmit } from "./submit.ts";

/** Slurm 22.05 or newer. */
export const slurmScheduler: Scheduler = {
  kind: "slurm",
  // Options on the command line beat those in the script, so one place is enough.
  renderScriptHeader: () => [],
  renderSubmit,
  parseSubmit,
  renderStatus,
  parseStatus,
  maxJobsPerQuestion: 2000,
  placeOfJob,
  renderFinal,
  parseFinal,
  renderFindByName,
  parseFindByName,
  renderCancel,
  parseCancel,
  renderProbes,
  site: slurmSite,
  help: slurmHelp,
  jobIdVariable: "SLURM_JOB_ID",
  nextflowExecutor: "slurm",
  programs: ["sbatch", "squeue", "scontrol", "sacct", "scancel", "sinfo", "sacctmgr"],
};
