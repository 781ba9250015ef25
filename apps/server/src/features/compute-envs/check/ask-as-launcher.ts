import { isAppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import { renderPreparation } from "../../../clusters/module-system.ts";
import { given } from "../../../given.ts";
import type { CheckContext } from "./check-context.ts";

/**
 * What the launcher of a head job does before it starts Nextflow: modules, and the pre-run script. That comes on standard input, the program as words. Its own output goes where no answer is looked for.
 * Through `cat`, because standard input may be a socket, which cannot be opened by its name.
 */
const afterPreRun = 'set -e\n. <(cat) >/dev/null\nset +e\nexec "$@" </dev/null';

/** As the runs of an environment ask that say nothing else. */
export function asRunsOf({ channel, environment }: CheckContext) {
  return { channel, preRun: renderPreparation(environment.nodeSetup, given(environment.config.preRunScript)) };
}

export interface LauncherQuestion {
  readonly words: readonly [string, ...string[]];
  readonly timeoutMs: number;
}

/**
 * Asks a program where a head job would find it.
 *
 * @returns `not-tried` when the agent may not start what runs the pre-run script, and the program is not there without it
 * @throws agent.refused for a program that it may not start
 */
export async function askAsLauncher(
  { channel, preRun }: { readonly channel: CommandChannel; readonly preRun: string | undefined },
  question: LauncherQuestion,
): Promise<CommandResult | "not-tried"> {
  if (preRun === undefined) return run(channel, question);
  try {
    const words = ["bash", "-c", afterPreRun, "postern-check", ...question.words] as const;
    return await channel.run({ ...question, words, stdin: preRun });
  } catch (error) {
    if (!isAppError(error, "agent.refused")) throw error;
    // What is there without the script is there with it too; what is not there may come with it.
    const plain = await run(channel, question);
    return plain.exitCode === 0 ? plain : "not-tried";
  }
}

/** A program that is not there answers as it would in a shell. */
async function run(channel: CommandChannel, question: LauncherQuestion): Promise<CommandResult> {
  try {
    return await channel.run(question);
  } catch (error) {
    if (!isAppError(error, "command.not_started")) throw error;
    return { exitCode: 127, stdout: "", stderr: error.message };
  }
}
