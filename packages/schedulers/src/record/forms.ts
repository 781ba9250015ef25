import { gridEngineForms } from "../grid-engine/name-places.ts";
import { lsfForms } from "../lsf/name-places.ts";
import { moabForms } from "../moab/name-places.ts";
import { pbsForms } from "../pbs/name-places.ts";
import { slurmForms } from "../slurm/name-places.ts";
import type { AnswerForm, SchedulerForms } from "./name-places.ts";
import type { RecordedKind } from "./readings.ts";

const forms: Readonly<Record<RecordedKind, SchedulerForms>> = {
  slurm: slurmForms,
  pbs: pbsForms,
  torque: pbsForms,
  lsf: lsfForms,
  "grid-engine": gridEngineForms,
  moab: moabForms,
};

/** How a program of a scheduler answers on stdout, and on stderr. */
export function formsOf(kind: RecordedKind, program: string): { readonly stdout: AnswerForm; readonly stderr: AnswerForm } {
  const { programs, messages } = forms[kind];
  const form = programs[program];
  return { stdout: { ...form, places: [...(form?.places ?? []), ...messages] }, stderr: { places: messages } };
}
