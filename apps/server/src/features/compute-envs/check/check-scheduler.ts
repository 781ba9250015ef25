import { isAppError, launchOptionRow } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { leftOutByOptions, pbsDialectOf, splitOptionWords } from "@postern/schedulers";
import type { ProbeProblem } from "@postern/schedulers";
import { given } from "../../../given.ts";
import type { CheckContext } from "./check-context.ts";
import type { CheckProposal, StepResult } from "./check-step.ts";
import { doubtsOfMemory } from "./doubts-of-memory.ts";

const timeoutMs = 60_000;
const cureOfMemory = "Let the environment say of memory what the site says, unless you know better.";

/** The scheduler's commands are there, it answers, and knows the account on which jobs are to be booked. */
export async function checkScheduler({ channel, environment, scheduler }: CheckContext): Promise<StepResult> {
  const summaries: string[] = [];
  for (const probe of scheduler.renderProbes(undefined)) {
    const result = await channel.run({ ...probe.command, timeoutMs });
    const verdict = probe.judge(result);
    if ("problem" in verdict) return problemOf(verdict, result);
    summaries.push(verdict.summary);
  }
  const context = { channel, environment, scheduler };
  const account = await doubtOfAccount(context);
  const memory = await doubtsOfMemory(context);
  const dialect = doubtOfDialect(context, summaries[0]);
  const doubts = [account, dialect, doubtOfOptions(context)].filter((doubt) => doubt !== undefined);
  const cures = [...doubts.map(({ cure }) => cure), ...(memory.length === 0 ? [] : [cureOfMemory])];
  const summary = `${[...summaries, ...doubts.map((doubt) => doubt.summary), ...memory].join("; ")}.`;
  if (cures.length === 0) return { status: "passed", summary };
  return { status: "warning", summary, cure: cures.join(" "), proposals: dialect === undefined ? [] : [dialect.proposal] };
}

/** What a scheduler's own word makes of a step. */
export function problemOf({ problem, cure, isPassing = false }: ProbeProblem, { stderr }: Pick<CommandResult, "stderr">): StepResult {
  return { status: "failed", summary: problem, cure, detail: stderr, isPassing };
}

/** Whose commands they are, where the environment says that they are those of the other one. */
function doubtOfDialect({ scheduler }: CheckContext, version = "") {
  const dialect = pbsDialectOf(version);
  if (dialect === undefined || dialect === scheduler.kind) return undefined;
  const isTorque = dialect === "torque";
  const [taken, answers] = isTorque ? ["PBS Pro", "Torque"] : ["Torque", "PBS Pro"];
  const proposal: CheckProposal = {
    ...{ kind: "pbs-dialect", title: `Take it for ${answers}`, config: { isTorque } },
    why: "Nextflow jobs and tasks are then asked for with its options.",
  };
  return {
    summary: `the environment takes it for ${taken}, which has other options`,
    cure: `Switch “This PBS is Torque” ${isTorque ? "on" : "off"} among the settings of the environment: head jobs and tasks are asked for by it.`,
    proposal,
  };
}

/** What of the fields is asked for in another way by the head job options, so that it is left out. */
function doubtOfOptions({ environment, scheduler }: CheckContext) {
  const options = splitOptionWords(given(environment.config.headJobOptions) ?? "");
  const lost = leftOutByOptions(scheduler.kind, environment.resources, options).map((member) => launchOptionRow(member).words);
  if (lost.length === 0) return undefined;
  return {
    summary: `the head job options ask for resources in their own form, in the place of the ${lost.join(" and the ")} of the settings`,
    cure: "Write all that the Nextflow job needs into its options, or take them out and use the fields.",
  };
}

/**
 * What speaks against the account on which jobs are to be booked. No failure: a scheduler may take accounts that it does not name, and a
 * question that it does not answer says nothing.
 */
async function doubtOfAccount({ channel, environment, scheduler }: CheckContext) {
  const { account } = environment.resources;
  const question = account === undefined ? undefined : scheduler.site.askAccounts(channel.peer.userName);
  if (account === undefined || question === undefined) return undefined;
  try {
    const names = question.read(await channel.run({ ...question.command, timeoutMs })).map(({ name }) => name);
    if (names.length === 0 || names.includes(account)) return undefined;
    const known = names.slice(0, 20).join(", ");
    return {
      summary: `account ${account} is not among those that ${channel.peer.userName} may book on: ${known}`,
      cure: `Choose one of them in the settings of the head job, unless you know that ${account} is taken.`,
    };
  } catch (error) {
    if (isAppError(error)) return undefined;
    throw error;
  }
}
