import { createHash } from "node:crypto";
import { given } from "../../../given.ts";
import type { BundlePaths } from "./bundle-paths.ts";
import { scriptsOf } from "./launch-plan.ts";
import type { LaunchPlan } from "./launch-plan.ts";
import { renderNextflowChoice } from "./choose-nextflow.ts";
import type { NextflowChoice } from "./choose-nextflow.ts";
import { findModuleSystem, modulesOfHeadJob, renderModuleLoading } from "../../../clusters/module-system.ts";
import { keepForTasks } from "./keep-for-tasks.ts";
import { launcherBody } from "./launcher-body.ts";
import { renderNextflowWords } from "./nextflow-words.ts";
import { registryVariables } from "./registry-auth.ts";
import { renderScratchUse } from "./scratch-use.ts";
import { shellQuote } from "../../../clusters/shell-quote.ts";
import { trustAuthority } from "./trust-authority.ts";

/** The script of the head job: what is of this run on top, then the part that is the same for all. */
export function renderLauncher(plan: LaunchPlan, paths: BundlePaths): string {
  const words = renderNextflowWords(plan, paths).map(shellQuote).join(" ");
  return [
    "#!/bin/bash",
    ...plan.header,
    "# Head job of a Nextflow run, written by Postern.",
    "",
    `postern_run_id=${shellQuote(plan.runId)}`,
    `postern_launch_dir=${shellQuote(plan.launchDir)}`,
    `postern_files=${shellQuote(paths.prefix)}`,
    `postern_scripts=${shellQuote(broughtScripts(plan))}`,
    `postern_lent=${lentOf(plan)}`,
    `postern_job_id=${plan.jobIdVariable === undefined ? "" : `\${${plan.jobIdVariable}-}`}`,
    "",
    ...variablesOf(plan, paths).map(({ name, value }) => `export ${name}=${shellQuote(value)}`),
    "",
    "# exec, so that the process id is that of Nextflow; a session of its own, so that no signal for the job reaches it.",
    `postern_run_nextflow() { exec setsid ${words}; }`,
    "",
    ...(plan.lent === undefined || plan.lent.tasks.length === 0 ? [] : [keepForTasks, ""]),
    plan.authorityPem === undefined ? "postern_prepare_java() { :; }" : trustAuthority,
    "",
    ...(needsModules(plan) ? [findModuleSystem, ""] : []),
    renderModuleLoading(modulesOfHeadJob(plan.nodes)),
    "",
    renderScratchUse(plan.nodes),
    "",
    renderNextflowChoice(choiceOf(plan)),
    "",
    launcherBody,
  ].join("\n");
}

const needsModules = (plan: LaunchPlan): boolean => choiceOf(plan) !== undefined || modulesOfHeadJob(plan.nodes).length > 0;

function choiceOf({ nextflowFolder, record }: LaunchPlan): NextflowChoice | undefined {
  const version = given(record.nextflowVersion);
  return version === undefined ? undefined : { version, folder: nextflowFolder };
}

// Named here, for in a directory that many may write to anybody can put a file of such a name.
function broughtScripts(plan: LaunchPlan): string {
  const { postRun, preRun } = scriptsOf(plan);
  return [...(preRun === undefined ? [] : ["pre.sh"]), ...(postRun === undefined ? [] : ["post.sh"])].join(" ");
}

/** Empty, or for whom there are secret variables. */
function lentOf({ lent }: LaunchPlan): "" | "head" | "tasks" {
  if (lent === undefined) return "";
  return lent.tasks.length === 0 ? "head" : "tasks";
}

interface Variable {
  readonly name: string;
  readonly value: string;
}

/** Those of the user first: ours win, because without them the run would not be ours. */
function variablesOf(plan: LaunchPlan, paths: BundlePaths): readonly Variable[] {
  const own = (plan.config.environment ?? []).filter(({ head, compute }) => head === true || compute !== true);
  const registries = plan.hasRegistries ? registryVariables(paths.registries) : [];
  return [...own, ...nextflowVariables(plan, paths), ...platformVariables(plan, paths), ...registries];
}

function nextflowVariables({ record, runId, launchDir, workDir }: LaunchPlan, paths: BundlePaths): readonly Variable[] {
  const parser = record.syntaxParser ?? undefined;
  return [
    { name: "NXF_UUID", value: record.sessionId },
    // The name and the session are ours to give; the history of the directory may know neither or both.
    { name: "NXF_IGNORE_RESUME_HISTORY", value: "true" },
    { name: "NXF_WORK", value: workDir },
    // A clone for each pipeline address, beside the work: two pipelines of one name do not meet in it.
    { name: "NXF_ASSETS", value: `${workDir}/.nextflow/pipelines/${pipelineKey(record.pipeline)}` },
    { name: "NXF_LOG_FILE", value: paths.log },
    { name: "NXF_OUT_FILE", value: paths.console },
    { name: "NXF_TML_FILE", value: `${launchDir}/timeline-${runId}.html` },
    { name: "NXF_ANSI_LOG", value: "false" },
    ...(parser === undefined ? [] : [{ name: "NXF_SYNTAX_PARSER", value: parser }]),
  ];
}

function platformVariables({ runId, endpoint, record }: LaunchPlan, paths: BundlePaths): readonly Variable[] {
  return [
    { name: "TOWER_WORKFLOW_ID", value: runId },
    { name: "TOWER_API_ENDPOINT", value: endpoint },
    { name: "TOWER_ALLOW_NEXTFLOW_LOGS", value: "true" },
    { name: "TOWER_REPORTS_FILE", value: `${paths.prefix}-reports.tsv` },
    ...(given(record.towerConfig) === undefined ? [] : [{ name: "TOWER_CONFIG_FILE", value: paths.reports }]),
  ];
}

function pipelineKey(pipeline: string): string {
  return createHash("sha256").update(pipeline).digest("hex").slice(0, 8);
}
