import type { JobResources, SchedulerKind } from "./scheduler.ts";

/** What is wrong with the resources of a head job: which one, and why in one sentence for the user. */
export interface JobResourceProblem {
  readonly member: keyof JobResources;
  readonly text: string;
}

/**
 * Resources that a scheduler would not get, or would misread; `undefined` when all can be asked for. Rendering leaves out what a scheduler
 * does not have, so this tells the user when the form is saved, and no wish is lost in silence.
 */
export function jobResourceProblem(kind: SchedulerKind, resources: JobResources): JobResourceProblem | undefined {
  return missingThing(kind, resources) ?? badText(resources) ?? badNotice(kind, resources);
}

const names: Readonly<Record<SchedulerKind, string>> = {
  slurm: "Slurm",
  pbs: "PBS",
  torque: "Torque",
  lsf: "LSF",
  "grid-engine": "Grid Engine",
  moab: "Moab",
  local: "A computer without a scheduler",
};

function missingThing(kind: SchedulerKind, resources: JobResources): JobResourceProblem | undefined {
  if (kind === "local")
    return refusal(resources, ["account", "qos", "wallTimeSeconds", "memoryMb", "cpus", "constraint", "noticeSeconds"], kind);
  if (kind === "slurm" || kind === "moab") return undefined;
  const hasNoNotice = kind === "pbs" || kind === "torque";
  return refusal(resources, hasNoNotice ? ["qos", "noticeSeconds"] : ["qos"], kind);
}

function refusal(resources: JobResources, members: readonly (keyof JobResources)[], kind: SchedulerKind): JobResourceProblem | undefined {
  const member = members.find((name) => resources[name] !== undefined);
  if (member === undefined) return undefined;
  const cure = kind === "local" ? "leave it empty" : "leave it empty, or write the site's own option into the head job options";
  return { member, text: `${names[kind]} cannot be asked for ${wordsOf[member]}: ${cure}.` };
}

const wordsOf: Readonly<Record<keyof JobResources, string>> = {
  account: "an account",
  qos: "a quality of service",
  wallTimeSeconds: "a wall time",
  memoryMb: "memory",
  cpus: "processors",
  constraint: "a constraint",
  noticeSeconds: "a notice before the end",
};

/** A name stands as a word of its own, and must not be taken for an option; spaces are for constraints only. */
function badText({ account, qos, constraint }: JobResources): JobResourceProblem | undefined {
  for (const [member, text] of [
    ["account", account],
    ["qos", qos],
  ] as const) {
    if (text !== undefined && !/^[^\s\p{Cc}-][^\s\p{Cc}]*$/u.test(text))
      return { member, text: "A name of an account or a quality of service has no spaces and does not begin with a dash." };
  }
  if (constraint === undefined || !/^-|\p{Cc}/u.test(constraint)) return undefined;
  return { member: "constraint", text: "A constraint is one line and does not begin with a dash." };
}

function badNotice(kind: SchedulerKind, { noticeSeconds, wallTimeSeconds }: JobResources): JobResourceProblem | undefined {
  if (noticeSeconds === undefined) return undefined;
  const member = "noticeSeconds";
  // Their notice is counted from a time limit, and the limit of a queue is not known to the submission.
  const needsTime = kind === "lsf" || kind === "grid-engine";
  if (needsTime && wallTimeSeconds === undefined)
    return { member, text: `${names[kind]} gives a notice only before a wall time: say one.` };
  if (wallTimeSeconds === undefined || noticeSeconds < wallTimeSeconds) return undefined;
  return { member, text: "The notice must be shorter than the wall time." };
}
