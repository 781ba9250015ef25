import type { ComputePlatform, EnvironmentProposal } from "@postern/contracts";
import { isAppError } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { schedulerOfKind } from "@postern/schedulers";
import type { SchedulerKind } from "@postern/schedulers";
import type { CommandChannel } from "@postern/transport";
import { nextflowVersionIn } from "../check/check-programs.ts";
import { introduce, toChange } from "../check/check-environment.ts";
import { isBeforeSsh, SshCheck } from "../check/check-ssh.ts";
import type { SshProbe } from "../check/check-ssh.ts";
import { waitingSteps, withStep } from "../check/check-step.ts";
import type { CheckStep, CheckStepKey, StepResult } from "../check/check-step.ts";
import { stepInTime } from "../check/step-in-time.ts";
import { findNextflowModules } from "../nextflow/nextflow-modules.ts";
import { askOffer } from "../offer/ask-offer.ts";
import type { ClusterOffer } from "../offer/cluster-offer.ts";
import { detectSchedulers } from "./detect-schedulers.ts";
import { stepsOnCluster } from "./discovery.ts";
import type { Discovery, WaitingHostKey } from "./discovery.ts";
import { findWorkDir } from "./find-work-dir.ts";
import { emptyProposal, proposeAccount, proposeName, proposeQueue } from "./propose.ts";

/** Somebody waits at a form. */
const stepLimitMs = 90_000;
const nextflowTimeoutMs = 60_000;

export interface DiscoveryTools {
  readonly clock: Clock;
  /** Where SSH is the way. */
  readonly ssh?: SshProbe | undefined;
  readonly openChannel: () => Promise<CommandChannel>;
  /** The key of a host that was not taken and waits for somebody. */
  readonly findWaitingKey: () => Promise<WaitingHostKey | undefined>;
  /** As it was typed. */
  readonly hostName?: string | undefined;
  /** Names of environments that are there already. */
  readonly takenNames: () => Promise<ReadonlySet<string>>;
}

/** Looks at a cluster step by step, changes nothing there, and tells each change to `report`. The last thing it tells has ended. */
export async function discoverCluster(tools: DiscoveryTools, report: (discovery: Discovery) => void): Promise<void> {
  await using look = new Look(tools);
  let steps = waitingSteps(tools.ssh === undefined ? "other" : "ssh", stepsOnCluster);
  const tell = (more: Partial<Discovery> = {}): void => report({ steps, needsKey: false, isFinished: false, ...more });
  for (const { key } of steps) {
    steps = withStep(steps, key, { status: "running" });
    tell();
    const startedAt = tools.clock.now();
    const result = await takeStep(key, steps, look);
    steps = withStep(steps, key, { ...toChange(result), durationMs: tools.clock.now() - startedAt });
  }
  tell({ ...(await look.findings()), isFinished: true });
}

/** Each but the last two is needed by those after it: of a scheduler that does not name its queues the rest is of use. */
function takeStep(key: CheckStepKey, steps: readonly CheckStep[], look: Look): Promise<StepResult> {
  const missing = steps.find((step) => step.status === "failed" && step.key !== "queues" && step.key !== "workDir");
  if (missing !== undefined) return Promise.resolve({ status: "skipped", summary: `Not tried: ${missing.name} comes first.` });
  return stepInTime(look.tools.clock, stepLimitMs, look.take(key));
}

interface FoundPlatform {
  readonly platform: ComputePlatform;
  readonly kind: SchedulerKind;
}

/** One look, with what it has found so far. */
class Look implements AsyncDisposable {
  readonly tools: DiscoveryTools;
  readonly #ssh: SshCheck | undefined;
  #channel: CommandChannel | undefined;
  #found: FoundPlatform | undefined;
  #offer: ClusterOffer | undefined;
  #proposal: Partial<EnvironmentProposal> = {};
  #needsKey = false;
  #isKeyUnknown = false;

  constructor(tools: DiscoveryTools) {
    this.tools = tools;
    this.#ssh = tools.ssh === undefined ? undefined : new SshCheck(tools.ssh, tools.clock);
  }

  async take(key: CheckStepKey): Promise<StepResult> {
    if (isBeforeSsh(key)) return this.#onTheWay(key);
    this.#channel ??= await this.tools.openChannel();
    const channel = this.#channel;
    if (key === "channel") return { status: "passed", summary: introduce(channel) };
    if (key === "scheduler") return this.#findScheduler(channel);
    if (key === "queues") return this.#askQueues(channel);
    return key === "workDir" ? this.#findWorkDir(channel) : this.#findNextflow(channel);
  }

  /** What came of it. */
  async findings(): Promise<Partial<Discovery>> {
    const hostKey = this.#isKeyUnknown ? await this.tools.findWaitingKey() : undefined;
    const known = this.#found;
    const proposal = known === undefined ? undefined : { ...emptyProposal, ...this.#proposal, ...(await this.#named(known)) };
    return {
      needsKey: this.#needsKey,
      ...(hostKey === undefined ? {} : { hostKey }),
      ...(proposal === undefined ? {} : { proposal }),
      ...(this.#offer === undefined ? {} : { offer: this.#offer }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#channel?.[Symbol.asyncDispose]();
  }

  async #named({ platform, kind }: FoundPlatform): Promise<Pick<EnvironmentProposal, "name" | "platform">> {
    const hosts = [this.tools.hostName, this.#channel?.peer.hostName].filter((name) => name !== undefined);
    return { platform, name: proposeName({ hosts, scheduler: kind, taken: await this.tools.takenNames() }) };
  }

  async #onTheWay(key: Parameters<SshCheck["look"]>[0]): Promise<StepResult> {
    try {
      return (await this.#ssh?.look(key)) ?? { status: "skipped", summary: "The cluster is not reached by SSH." };
    } catch (error) {
      this.#needsKey ||= isAppError(error, "ssh.key_needed");
      this.#isKeyUnknown ||= isAppError(error, "ssh.host_key_unknown");
      throw error;
    }
  }

  async #findScheduler(channel: CommandChannel): Promise<StepResult> {
    const [first, ...others] = await detectSchedulers(channel);
    if (first === undefined) return this.#withoutScheduler(channel);
    this.#found = { platform: first.platform, kind: first.scheduler.kind };
    this.#proposal = { ...this.#proposal, isTorque: first.isTorque };
    const beside = others.length === 0 ? "" : ` Also there: ${others.map(({ version }) => version).join(", ")}.`;
    return { status: "passed", summary: `${first.version}.${beside}` };
  }

  /** The computer of an agent can run pipelines by itself. */
  #withoutScheduler({ peer }: CommandChannel): StepResult {
    const summary = "None of the commands of Slurm, PBS, LSF, Grid Engine and Moab answers.";
    if (peer.kind !== "ssh") {
      this.#found = { platform: "local-platform", kind: "local" };
      const cure = `Pipelines would run on ${peer.hostName} itself. If it has a scheduler, put its commands on the PATH of the agent, and look again.`;
      return { status: "warning", summary, cure };
    }
    const cure = `Put them on the PATH of ${peer.userName} for shells that are no login shells, as in ~/.bashrc; or fill in by hand.`;
    return { status: "failed", summary, cure };
  }

  async #askQueues(channel: CommandChannel): Promise<StepResult> {
    const scheduler = schedulerOfKind(this.#found?.kind ?? "local");
    if (scheduler.site.askQueues() === undefined) return { status: "passed", summary: "This scheduler has no queues." };
    const offer = await askOffer(channel, scheduler, this.tools.clock.now());
    this.#offer = offer;
    this.#proposal = { ...this.#proposal, queue: proposeQueue(offer), account: proposeAccount(offer) };
    return { status: "passed", summary: sentence(`${namesOf("queue", offer.queues)}; ${namesOf("account", offer.accounts)}.`) };
  }

  async #findWorkDir(channel: CommandChannel): Promise<StepResult> {
    const found = await findWorkDir(channel);
    if (found === undefined) return { status: "warning", summary: "No folder was found.", cure: "Type one that all nodes share." };
    this.#proposal = { ...this.#proposal, workDir: found.path };
    switch (found.kind) {
      case "agent":
        return { status: "passed", summary: `That of the agent: ${found.resolved}.` };
      case "scratch":
        return { status: "passed", summary: `The scratch folder of the account: ${found.resolved}.` };
      case "home": {
        const summary = `The profile names no scratch folder: ${found.resolved}, in the home folder, is proposed, and made by the check.`;
        const cure =
          "Homes often have a small quota, and not all nodes see each. Where the centre has a file system for large data, type a folder there.";
        return { status: "warning", summary, cure };
      }
    }
  }

  async #findNextflow(channel: CommandChannel): Promise<StepResult> {
    const version = nextflowVersionIn(await askNextflow(channel));
    if (version !== undefined) return { status: "passed", summary: `Nextflow ${version}.` };
    const [newest] = (await findNextflowModules(channel)) ?? [];
    if (newest === undefined) {
      const cure = "Load it in the pre-run script below, or let Postern keep one for the environment once it is there.";
      return { status: "warning", summary: "Nextflow is neither on the PATH nor a module.", cure };
    }
    this.#proposal = { ...this.#proposal, preRunScript: `module load ${newest.name}` };
    return { status: "passed", summary: `A module: ${newest.name}, which the pre-run script loads.` };
  }
}

async function askNextflow(channel: CommandChannel) {
  try {
    return await channel.run({ words: ["nextflow", "-version"], timeoutMs: nextflowTimeoutMs });
  } catch (error) {
    const isAbsent = isAppError(error, "command.not_started") || isAppError(error, "command.timeout") || isAppError(error, "agent.refused");
    if (!isAbsent) throw error;
    return { exitCode: 127, stdout: "", stderr: error.message };
  }
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

function namesOf(what: string, list: readonly { readonly name: string }[] | null): string {
  if (list === null || list.length === 0) return `no ${what} is named`;
  const names = list.slice(0, 5).map(({ name }) => name);
  const more = list.length > names.length ? ` and ${String(list.length - names.length)} more` : "";
  return `${what}${list.length === 1 ? "" : "s"} ${names.join(", ")}${more}`;
}
