import { given } from "../../../given.ts";
import { groovyQuote } from "./groovy-quote.ts";
import type { LaunchPlan } from "./launch-plan.ts";
import { renderNodeConfig } from "./node-config.ts";

/**
 * The configuration that is laid over that of the pipeline. Later lines win: first what the environment says, in fields and then by hand,
 * then what its platform needs, at last what the person wrote in the launch form.
 */
export function renderNextflowConfig(plan: LaunchPlan): string {
  const nodes = renderNodeConfig(plan.nodes);
  const layers = [
    { title: "Of the nodes, as the compute environment says", text: nodes.length === 0 ? undefined : nodes.join("\n") },
    { title: "Of the compute environment", text: given(plan.config.nextflowConfig) },
    { title: "Of its platform", text: renderPlatform(plan) },
    { title: "Of this launch", text: given(plan.record.configText) },
  ];
  return layers
    .flatMap(({ title, text }) => (text === undefined ? [] : [`// ${title}`, text.replaceAll("\r\n", "\n").trimEnd(), ""]))
    .join("\n");
}

function renderPlatform({ config, executor, lent, record }: LaunchPlan): string {
  const queue = given(config.computeQueue);
  const options = config.propagateHeadJobOptions === true ? given(config.headJobOptions) : undefined;
  const account = executorsWithAccount.has(executor) ? record.resources?.account : undefined;
  const variables = (config.environment ?? []).filter(({ compute }) => compute === true);
  return [
    `process.executor = ${groovyQuote(executor)}`,
    ...(queue === undefined ? [] : [`process.queue = ${groovyQuote(queue)}`]),
    ...(account === undefined ? [] : [`executor.account = ${groovyQuote(account)}`]),
    ...(options === undefined ? [] : [`process.clusterOptions = ${groovyQuote(options)}`]),
    ...(config.maxQueueSize === undefined ? [] : [`executor.queueSize = ${String(config.maxQueueSize)}`]),
    ...(executor === "lsf" ? lsfSwitches(config) : []),
    ...taskSecrets(lent),
    ...variables.map(({ name, value }) => `env.${name} = ${groovyQuote(value)}`),
  ].join("\n");
}

// Nextflow hands these over without their values in the files of tasks or in the words of a container engine, as it would those of `env`.
function taskSecrets(lent: LaunchPlan["lent"]): readonly string[] {
  const names = (lent?.tasks ?? []).map(groovyQuote);
  return names.length === 0 ? [] : [`process.secret = [${names.join(", ")}]`];
}

/**
 * Nextflow reads lsf.conf itself, and these win over it: so only what somebody switched on is said. The unit of limits it has from there
 * alone (measured with 24.10, which writes numbers without a unit); the check of an environment looks whether it can.
 */
function lsfSwitches({ perJobMemLimit, perTaskReserve }: LaunchPlan["config"]): readonly string[] {
  return [
    ...(perJobMemLimit === true ? ["executor.perJobMemLimit = true"] : []),
    ...(perTaskReserve === true ? ["executor.perTaskReserve = true"] : []),
  ];
}

/** Those that book tasks on `executor.account`, which Nextflow has since 24.04. A site that wants an account wants one for every job. */
const executorsWithAccount: ReadonlySet<string> = new Set(["slurm", "lsf", "pbs", "pbspro"]);
