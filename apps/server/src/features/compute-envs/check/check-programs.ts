import { isAppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import { given } from "../../../given.ts";
import type { CheckContext } from "./check-context.ts";
import type { StepResult } from "./check-step.ts";

const javaTimeoutMs = 60_000;
/** It starts a Java machine on a login node that may be busy, and may unpack itself first. */
const nextflowTimeoutMs = 150_000;
const oldestJava = 11;

/**
 * What the launcher of a head job does before it starts Nextflow: the pre-run script, where sites load their modules.
 * The script comes on standard input, the program as words. Its own output goes where no answer is looked for.
 * Through `cat`, because standard input may be a socket, which cannot be opened by its name.
 */
const afterPreRun = 'set -e\n. <(cat) >/dev/null\nset +e\nexec "$@" </dev/null';

export async function checkJava(context: CheckContext): Promise<StepResult> {
  const answer = await ask(context, { words: ["java", "-version"], timeoutMs: javaTimeoutMs });
  if (answer === "not-tried") return notTried;
  const said = `${answer.stderr}${answer.stdout}`;
  const version = /version "(?<version>(?:1\.)?(?<major>\d+)[^"]*)"/.exec(said)?.groups;
  if (answer.exitCode !== 0 || version === undefined) return missing("Java", context, said);
  if (Number(version["major"]) >= oldestJava) return { status: "passed", summary: `Java ${version["version"] ?? ""}` };
  return {
    status: "failed",
    summary: `Java ${version["version"] ?? ""} is too old for Nextflow.`,
    cure: `Load Java ${String(oldestJava)} or newer in the pre-run script.`,
  };
}

export async function checkNextflow(context: CheckContext): Promise<StepResult> {
  const answer = await ask(context, { words: ["nextflow", "-version"], timeoutMs: nextflowTimeoutMs });
  if (answer === "not-tried") return notTried;
  const said = `${answer.stdout}${answer.stderr}`;
  const version = /version:? (?<version>\d+\.\d+\S*)/i.exec(said)?.groups?.["version"];
  if (answer.exitCode !== 0 || version === undefined) return missing("Nextflow", context, said);
  return { status: "passed", summary: `Nextflow ${version}` };
}

const notTried: StepResult = {
  status: "skipped",
  summary: 'The agent may not start bash, so the pre-run script was not tried. The first run will show; "--allow bash" lets the agent try.',
};

interface Question {
  readonly words: readonly [string, ...string[]];
  readonly timeoutMs: number;
}

async function ask(context: CheckContext, question: Question): Promise<CommandResult | "not-tried"> {
  const preRun = given(context.environment.config.preRunScript);
  if (preRun === undefined) return run(context, question);
  try {
    const words = ["bash", "-c", afterPreRun, "postern-check", ...question.words] as const;
    return await context.channel.run({ ...question, words, stdin: preRun });
  } catch (error) {
    if (!isAppError(error, "agent.refused")) throw error;
    // What is there without the script is there with it too; what is not there may come with it.
    const plain = await run(context, question);
    return plain.exitCode === 0 ? plain : "not-tried";
  }
}

/** A program that is not there answers as it would in a shell. */
async function run({ channel }: CheckContext, question: Question): Promise<CommandResult> {
  try {
    return await channel.run(question);
  } catch (error) {
    if (!isAppError(error, "command.not_started")) throw error;
    return { exitCode: 127, stdout: "", stderr: error.message };
  }
}

function missing(what: string, { channel }: CheckContext, said: string): StepResult {
  return {
    status: "failed",
    summary: `${what} does not answer on ${channel.peer.hostName}.`,
    cure: `Install ${what}, or load it in the pre-run script of the environment.`,
    detail: said.slice(-4000),
  };
}
