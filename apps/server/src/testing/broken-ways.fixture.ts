import { AppError } from "@postern/domain";
import type { CommandRequest, CommandResult, ComputeEnvId, UserId } from "@postern/domain";
import type { CommandChannel } from "@postern/transport";
import type { ComputeEnvironment } from "../features/compute-envs/environment.ts";
import { BorrowedChannel } from "../channels/borrowed-channel.ts";
import type { ChannelProvider, FormerWays } from "../channels/channel-provider.ts";

/** What happens to a command on its way. */
export type Fate =
  | { readonly kind: "pass" }
  /** It runs, and the answer is lost. */
  | { readonly kind: "lose-answer" }
  /** It is lost before it runs; nobody can tell the two apart. */
  | { readonly kind: "lose-request" }
  /** Something on the way sends it again: it runs twice, and the second answer comes back. */
  | { readonly kind: "twice" }
  | { readonly kind: "twice-and-lost" }
  /** There is no such program. */
  | { readonly kind: "missing" }
  /** The agent leaves at this very moment: nothing is sent. */
  | { readonly kind: "offline" }
  /** The policy of the agent does not allow it. */
  | { readonly kind: "refuse" }
  /** It waits until `until` resolves, then goes on. */
  | { readonly kind: "hang"; readonly until: Promise<unknown> }
  /** Another program is run in its place, such as one that hangs. */
  | { readonly kind: "replace"; readonly words: readonly [string, ...string[]] }
  | { readonly kind: "answer"; readonly result: CommandResult };

/** Ways to clusters that break as a test says. Counts what was asked. */
export class BrokenWays {
  isOffline = false;
  /** Who finds nobody is told so when this resolves. */
  offlineAnswer: Promise<unknown> = Promise.resolve();
  /** How often nobody was found. */
  refusals = 0;
  /** Decides for each command; its words are given. */
  fateOf: (words: readonly string[]) => Fate = () => ({ kind: "pass" });
  readonly commands: string[][] = [];
  /** For whom a way was asked, each time. */
  readonly openedFor: UserId[] = [];

  /** Environments as they were opened again, each time. */
  readonly former: ComputeEnvironment[] = [];
  /** A former way that is gone for good. */
  isFormerGone: (environment: ComputeEnvironment) => boolean = () => false;

  around(channels: ChannelProvider): ChannelProvider & FormerWays {
    return {
      openFormer: async (environment, userId) => {
        this.former.push(environment);
        if (this.isFormerGone(environment)) throw new AppError("credential.not_found", "The credential of the environment was deleted.");
        return new BrokenChannel(await channels.open(environment.id, userId), this);
      },
      open: async (id: ComputeEnvId, userId: UserId) => {
        this.openedFor.push(userId);
        if (this.isOffline) {
          this.refusals += 1;
          await this.offlineAnswer;
          throw offline();
        }
        return new BrokenChannel(await channels.open(id, userId), this);
      },
    };
  }

  /** Commands whose first word is this. */
  count(program: string): number {
    return this.commands.filter(([first]) => first === program).length;
  }
}

class BrokenChannel extends BorrowedChannel {
  readonly #whole: CommandChannel;
  readonly #ways: BrokenWays;

  constructor(whole: CommandChannel, ways: BrokenWays) {
    super(whole);
    this.#whole = whole;
    this.#ways = ways;
  }

  override async run(command: CommandRequest): Promise<CommandResult> {
    this.#ways.commands.push([...command.words]);
    const fate = this.#ways.fateOf(command.words);
    if (fate.kind === "answer") return fate.result;
    if (fate.kind === "hang") await fate.until;
    const problem = whyUnsent(fate, command);
    if (problem !== undefined) throw problem;
    if (fate.kind === "twice" || fate.kind === "twice-and-lost") await this.#whole.run(command);
    const result = await this.#whole.run(fate.kind === "replace" ? { ...command, words: fate.words } : command);
    if (fate.kind === "lose-answer" || fate.kind === "twice-and-lost") throw gone();
    return result;
  }
}

/** What is thrown where the command does not run. */
function whyUnsent({ kind }: Fate, { words: [program] }: CommandRequest): AppError | undefined {
  if (kind === "lose-request") return gone();
  if (kind === "missing") return new AppError("command.not_started", `Cannot run ${program}: no such program.`);
  if (kind === "offline") return offline();
  return kind === "refuse" ? new AppError("agent.refused", `The agent may not start "${program}".`) : undefined;
}

function offline(): AppError {
  return new AppError("agent.offline", "No agent is connected as cluster.");
}

function gone(): AppError {
  return new AppError("agent.gone", "The connection broke while the answer was awaited.");
}
