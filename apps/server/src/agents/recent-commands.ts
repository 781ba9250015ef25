import type { Operation, OperationKind, ValueOf } from "@postern/agent-protocol";
import { isAppError } from "@postern/domain";
import type { AgentId, Clock, TimeMs } from "@postern/domain";

/** Something that an agent was asked to do, without what was written or answered. */
export interface RecentCommand {
  readonly at: TimeMs;
  readonly kind: OperationKind;
  /** The words of a command, or the path; shortened. */
  readonly what: string;
  /** Null while it runs. */
  readonly tookMs: number | null;
  /** `ok`, an exit code such as `exit 1`, or the code of an error; null while it runs. */
  readonly outcome: string | null;
}

export const maxCommandsOfAgent = 100;
const maxWhatChars = 200;

/**
 * What agents were asked lately, for those who look at their pages. In memory only: with the server it is gone.
 *
 * Bounded for each agent and over all: where there are too many, the agent that was asked longest ago is forgotten first.
 */
export class RecentCommands {
  readonly #clock: Clock;
  readonly #maxCommands: number;
  /** In the order of their last use. */
  readonly #agents = new Map<AgentId, RecentCommand[]>();
  #count = 0;

  constructor(clock: Clock, maxCommands: number = 100_000) {
    this.#clock = clock;
    this.#maxCommands = maxCommands;
  }

  /** Newest first. */
  list(id: AgentId): readonly RecentCommand[] {
    return (this.#agents.get(id) ?? []).toReversed();
  }

  /** Does it, and notes what came of it. */
  async watch<Kind extends OperationKind>(
    id: AgentId,
    operation: Operation & { readonly kind: Kind },
    act: () => Promise<ValueOf<Kind>>,
  ): Promise<ValueOf<Kind>> {
    const command = { at: this.#clock.now(), kind: operation.kind, what: renderWhat(operation), tookMs: null, outcome: null };
    const settle = this.#begin(id, command);
    try {
      const value = await act();
      settle(outcomeOf(value));
      return value;
    } catch (error) {
      settle(isAppError(error) ? error.code : "failed");
      throw error;
    }
  }

  #begin(id: AgentId, command: RecentCommand): (outcome: string) => void {
    const commands = this.#agents.get(id) ?? [];
    // Entered again, so that the order of the map is that of their use.
    this.#agents.delete(id);
    this.#agents.set(id, commands);
    commands.push(command);
    this.#count += 1;
    this.#drop(commands);
    return (outcome) => {
      const index = commands.lastIndexOf(command);
      if (index >= 0) commands[index] = { ...command, outcome, tookMs: Math.max(0, this.#clock.now() - command.at) };
    };
  }

  #drop(commands: RecentCommand[]): void {
    if (commands.length > maxCommandsOfAgent) this.#count -= commands.splice(0, commands.length - maxCommandsOfAgent).length;
    for (const [id, those] of this.#agents) {
      if (this.#count <= this.#maxCommands) return;
      this.#agents.delete(id);
      this.#count -= those.length;
    }
  }
}

function outcomeOf(value: ValueOf<OperationKind>): string {
  return "exitCode" in value && value.exitCode !== 0 ? `exit ${String(value.exitCode)}` : "ok";
}

/** What stands on a page in one line: no stdin, no bytes, no control characters. */
function renderWhat(operation: Operation): string {
  const text = operation.kind === "run" ? operation.words.join(" ") : operation.path;
  // Cut before it is cleaned: the words of a command can be long.
  const line = text.slice(0, maxWhatChars + 1).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, " ");
  return line.length <= maxWhatChars ? line : `${line.slice(0, maxWhatChars - 1)}…`;
}
