import type { CommandResult } from "@postern/domain";
import { expect, test } from "vitest";

import type { SchedulerKind } from "./scheduler.ts";
import { schedulerOfKind } from "./scheduler-of-kind.ts";

const name = "nf-workflow-5Mq3xJ2vRp8a1b";
const short = "n5Mq3xJ2vRp8a1b";
const answer = (stdout: string): CommandResult => ({ exitCode: 0, stdout, stderr: "" });
const listed = (number: number, state: string): string =>
  `<job_list><JB_job_number>${String(number)}</JB_job_number><JB_name>${name}</JB_name><state>${state}</state></job_list>`;

/** What each says of two live jobs of one name, of another one, and of one that has ended, where it lists that. */
const answers: readonly (readonly [SchedulerKind, string, readonly string[]])[] = [
  ["slurm", `12|postern|PENDING|${name}\n13|postern|RUNNING|${name}\n14|postern|PENDING|other\n11|postern|FAILED|${name}\n`, ["12", "13"]],
  ["pbs", "12.pbs01\n13.pbs01\n", ["12.pbs01", "13.pbs01"]],
  ["torque", "12.torque\n13.torque\n", ["12.torque", "13.torque"]],
  ["lsf", `12|PEND|${name}\n13|RUN|${name}\n14|PEND|other\n`, ["12", "13"]],
  ["grid-engine", `<job_info><queue_info>${listed(12, "r")}</queue_info><job_info>${listed(13, "qw")}</job_info></job_info>`, ["12", "13"]],
  [
    "moab",
    `<Data><queue option="active"><job JobID="Moab.12" JobName="${short}" State="Running"></job></queue>` +
      `<queue option="eligible"><job JobID="Moab.13" JobName="${short}" State="Idle"></job><job JobID="Moab.14" JobName="other" State="Idle"></job></queue></Data>`,
    ["Moab.12", "Moab.13"],
  ],
];

test.each(answers)("%s: of two live jobs of one name both are found", (kind, stdout, ids) => {
  expect(schedulerOfKind(kind).parseFindByName(answer(stdout), name)).toEqual(ids);
});
