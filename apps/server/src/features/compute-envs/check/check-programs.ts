import type { CommandResult } from "@postern/domain";
import { moduleTroubleIn } from "../../../clusters/module-system.ts";
import { findModules } from "../modules/find-modules.ts";
import { javaModulesAmong } from "../modules/java-modules.ts";
import { nextflowModulesAmong } from "../nextflow/nextflow-modules.ts";
import { askAsLauncher, asRunsOf } from "./ask-as-launcher.ts";
import type { CheckContext } from "./check-context.ts";
import type { StepResult } from "./check-step.ts";
import { moduleFailure } from "./module-failure.ts";
import { proposeModule } from "./propose-module.ts";

const javaTimeoutMs = 60_000;
/** It starts a Java machine on a login node that may be busy, and may unpack itself first. */
const nextflowTimeoutMs = 150_000;
/** What a Nextflow of these years runs on. */
const javaRange = { least: 11, most: 25 };

export async function checkJava(context: CheckContext): Promise<StepResult> {
  const answer = await askAsLauncher(asRunsOf(context), { words: ["java", "-version"], timeoutMs: javaTimeoutMs });
  if (answer === "not-tried") return notTried;
  const trouble = moduleTroubleIn(answer);
  if (trouble !== undefined) return { status: "failed", ...moduleFailure(trouble), detail: answer.stderr.slice(-4000) };
  const said = `${answer.stderr}${answer.stdout}`;
  const version = /version "(?<version>(?:1\.)?(?<major>\d+)[^"]*)"/.exec(said)?.groups;
  if (answer.exitCode !== 0 || version === undefined) return withModule(context, missing("Java", context, said), "java");
  if (Number(version["major"]) >= javaRange.least) return { status: "passed", summary: `Java ${version["version"] ?? ""}` };
  const summary = `Java ${version["version"] ?? ""} is too old for Nextflow.`;
  const cure = `Load Java ${String(javaRange.least)} or newer.`;
  return withModule(context, { status: "failed", summary, cure }, "java");
}

export async function checkNextflow(context: CheckContext): Promise<StepResult> {
  const answer = await askAsLauncher(asRunsOf(context), { words: ["nextflow", "-version"], timeoutMs: nextflowTimeoutMs });
  if (answer === "not-tried") return notTried;
  const version = nextflowVersionIn(answer);
  if (version === undefined) return withModule(context, missing("Nextflow", context, `${answer.stdout}${answer.stderr}`), "nextflow");
  return { status: "passed", summary: `Nextflow ${version}` };
}

/** What `nextflow -version` answered; `undefined` when it is no answer. */
export function nextflowVersionIn({ exitCode, stdout, stderr }: CommandResult): string | undefined {
  return exitCode === 0 ? /version:? (?<version>\d+\.\d+\S*)/i.exec(`${stdout}${stderr}`)?.groups?.["version"] : undefined;
}

/**
 * The same failure, with the newest module of Nextflow that would mend it, where the cluster has one. For Java too: such a module brings the Java
 * that it was made for, and where Java is not on the PATH, Nextflow seldom is. Only where there is none, a module of Java is proposed.
 */
async function withModule({ channel, environment }: CheckContext, failure: StepResult, what: "java" | "nextflow"): Promise<StepResult> {
  const spider = what === "java" ? ["nextflow", "Nextflow", "java", "Java"] : ["nextflow", "Nextflow"];
  const names = (await findModules(channel, spider)) ?? [];
  const nextflows = nextflowModulesAmong(names);
  const [newest, ...older] = nextflows.length === 0 && what === "java" ? javaModulesAmong(names, javaRange) : nextflows;
  if (newest === undefined) return failure;
  const others = older.slice(0, 5).map(({ name }) => name);
  const cure = `Load the module ${newest.name}.${others.length === 0 ? "" : ` The cluster also has ${others.join(", ")}.`}`;
  return { ...failure, status: "failed", cure, proposals: [proposeModule(environment, { name: newest.name, isForTasks: false })] };
}

const notTried: StepResult = {
  status: "skipped",
  summary: 'The agent may not start bash, so the pre-run script was not tried. The first run will show; "--allow bash" lets the agent try.',
};

function missing(what: string, { channel }: CheckContext, said: string): StepResult {
  return {
    status: "failed",
    summary: `${what} does not answer on ${channel.peer.hostName}.`,
    cure: `Install ${what}, or load it as a module or in the pre-run script of the environment.`,
    detail: said.slice(-4000),
  };
}
