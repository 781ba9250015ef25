import { renderHomeQuestion } from "@postern/agent-protocol";
import { isAppError } from "@postern/domain";
import type { CommandResult } from "@postern/domain";
import type { CommandChannel } from "./command-channel.ts";

const timeoutMs = 30_000;

/** The home folder of the account behind a channel, asked for when somebody wants it. A question without an answer is asked again. */
export class RememberedHome {
  #answer: Promise<string | undefined> | undefined;

  /** As `CommandChannel.findHome`. */
  find(channel: Pick<CommandChannel, "run">): Promise<string | undefined> {
    this.#answer ??= ask(channel).catch((error: unknown) => {
      this.#answer = undefined;
      throw error;
    });
    return this.#answer;
  }
}

/** An agent that is older than the question refuses it; some small systems lack the program. */
async function ask(channel: Pick<CommandChannel, "run">): Promise<string | undefined> {
  try {
    return parseHome(await channel.run({ words: renderHomeQuestion(), timeoutMs, isQuestion: true }));
  } catch (error) {
    if (isAppError(error, "agent.refused") || isAppError(error, "command.not_started")) return undefined;
    throw error;
  }
}

/** Nothing that could be more than one line of a script is taken for a path. */
function parseHome({ exitCode, stdout }: CommandResult): string | undefined {
  const home = stdout.replace(/\n$/, "");
  return exitCode === 0 && /^\/\P{Cc}*$/u.test(home) ? home : undefined;
}
