import type { Scheduler } from "../scheduler.ts";
import { parseCancel, renderCancel } from "./cancel.ts";
import type { PbsDialect } from "./dialect.ts";
import { parseFinal, renderFinal } from "./final.ts";
import { parseFindByName, renderFindByName } from "./find.ts";
import { pbsHelp } from "./help.ts";
import { renderProbes } from "./probes.ts";
import { pbsSite } from "./site.ts";
import { parseStatus, renderStatus } from "./status.ts";
import { parseSubmit, renderSubmit } from "./submit.ts";

/** PBS Pro and OpenPBS, or Torque. What is read is read in both dialects. */
export function createPbsScheduler(dialect: PbsDialect): Scheduler {
  return {
    kind: dialect,
    // All of it stands on the command line, and `-C ""` keeps qsub from reading the script for more.
    renderScriptHeader: () => [],
    renderSubmit: (job) => renderSubmit(job, dialect),
    parseSubmit,
    renderStatus,
    parseStatus,
    maxJobsPerQuestion: 200,
    renderFinal,
    parseFinal,
    renderFindByName: (name) => renderFindByName(name, dialect),
    parseFindByName,
    renderCancel,
    parseCancel,
    renderProbes,
    site: pbsSite,
    help: pbsHelp(dialect),
    jobIdVariable: "PBS_JOBID",
    nextflowExecutor: dialect === "torque" ? "pbs" : "pbspro",
    programs: ["qsub", "qstat", "qselect", "qdel"],
  };
}
