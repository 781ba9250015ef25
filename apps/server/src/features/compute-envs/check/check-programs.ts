import type { CommandResult } from "@postern/domain";
import { findNextflowModules } from "../nextflow/nextflow-modules.ts";
import { askAsLauncher, asRunsOf } from "./ask-as-launcher.ts";
import type { CheckContext } from "./check-context.ts";
import type { StepResult } from "./check-step.ts";

const javaTimeoutMs = 60_000;
/** It starts a Java machine on a login node that may be busy, and may unpack itself first. */
const nextflowTimeoutMs = 150_000;
const oldestJava = 11;

export async function checkJava(context: CheckContext): Promise<StepResult> {
  const answer = await askAsLauncher(asRunsOf(context), { words: ["java", "-version"], timeoutMs: javaTimeoutMs });
  if (answer === "not-tried") return notTried;
  const said = `${answer.stderr}${answer.stdout}`;
  const version = /version "(?<version>(?:1\.)?(?<major>\d+)[^"]*)"/.exec(said)?.groups;
  if (answer.exitCode !== 0 || version === undefined) return proposeModule(context, missing("Java", context, said));
  if (Number(version["major"]) >= oldestJava) return { status: "passed", summary: `Java ${version["version"] ?? ""}` };
  return {
    status: "failed",
    summary: `Java ${version["version"] ?? ""} is too old for Nextflow.`,
    cure: `Load Java ${String(oldestJava)} or newer in the pre-run script.`,
  };
}

export async function checkNextflow(context: CheckContext): Promise<StepResult> {
  const answer = await askAsLauncher(asRunsOf(context), { words: ["nextflow", "-version"], timeoutMs: nextflowTimeoutMs });
  if (answer === "not-tried") return notTried;
  const version = nextflowVersionIn(answer);
  if (version === undefined) return proposeModule(context, missing("Nextflow", context, `${answer.stdout}${answer.stderr}`));
  return { status: "passed", summary: `Nextflow ${version}` };
}

/** What `nextflow -version` answered; `undefined` when it is no answer. */
export function nextflowVersionIn({ exitCode, stdout, stderr }: CommandResult): string | undefined {
  return exitCode === 0 ? /version:? (?<version>\d+\.\d+\S*)/i.exec(`${stdout}${stderr}`)?.groups?.["version"] : undefined;
}

/**
 * The same failure, with the newest module of Nextflow that would mend it, where the cluster has one. For Java too: such a module brings the Java
 * that it was made for, and where Java is not on the PATH, Nextflow seldom is.
 */
async function proposeModule({ channel }: CheckContext, failure: StepResult): Promise<StepResult> {
  const [newest, ...older] = (await findNextflowModules(channel)) ?? [];
  if (newest === undefined) return failure;
  const names = older.slice(0, 5).map(({ name }) => name);
  const others = names.length === 0 ? "" : ` The cluster also has ${names.join(", ")}.`;
  const cure = `Add the line "module load ${newest.name}" to the pre-run script of the environment.${others}`;
  return { ...failure, status: "failed", cure, proposal: "load-module", module: newest.name };
}

const notTried: StepResult = {
  status: "skipped",
  summary: 'The agent may not start bash, so the pre-run script was not tried. The first run will show; "--allow bash" lets the agent try.',
};

function missing(what: string, { channel }: CheckContext, said: string): StepResult {
  return {
    status: "failed",
    summary: `${what} does not answer on ${channel.peer.hostName}.`,
    cure: `Install ${what}, or load it in the pre-run script of the environment.`,
    detail: said.slice(-4000),
  };
}
