import type { WorkflowLaunchRequest } from "@postern/contracts";
import { AppError, clusterPathProblem, isNextflowVersion } from "@postern/domain";
import { given } from "../../given.ts";
import { refuseBadRunName } from "./run-name.ts";

/**
 * Refuses a launch that can never work, before anything is looked up.
 *
 * @throws request.invalid naming the member.
 */
export function checkLaunchRequest(request: WorkflowLaunchRequest): void {
  refuseBadPipeline(request.pipeline);
  const runName = given(request.runName);
  if (runName !== undefined) refuseBadRunName(runName);
  refuseBadParams(given(request.paramsText));
  refuseBadWords(request);
  refuseBadVersion(given(request.nextflowVersion));
  if (request.resume === true && given(request.sessionId) === undefined) {
    throw invalid("sessionId", "launch.sessionId is missing: to resume, name the session of the earlier run.");
  }
  if ((request.userSecrets ?? []).length + (request.workspaceSecrets ?? []).length > 0) {
    throw invalid("userSecrets", "Secrets for pipelines cannot be kept here yet.");
  }
}

function refuseBadVersion(version: string | undefined): void {
  if (version === undefined || isNextflowVersion(version)) return;
  throw invalid("nextflowVersion", "The version of Nextflow must be one such as 24.10.4 or 25.01.0-edge.");
}

function refuseBadPipeline(pipeline: string): void {
  const isAddress = /^https:\/\/[^\s/]+\/\S+$/.test(pipeline);
  const isPath = /^(file:)?\/[^\r\n]+$/.test(pipeline);
  if (isAddress || isPath) return;
  const example = /^[\w.-]+\/[\w.-]+$/.test(pipeline) ? `https://github.com/${pipeline}` : "https://github.com/nextflow-io/hello";
  throw invalid("pipeline", `The pipeline must be an https address such as ${example}, or an absolute path on the cluster.`);
}

function refuseBadParams(text: string | undefined): void {
  if (text === undefined || !/^\s*[[{"\d]/.test(text)) return;
  // Begins like JSON, so it is meant to be JSON: what is wrong with it is of more use than what YAML makes of it.
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid("paramsText", `The parameters are not valid JSON: ${error instanceof Error ? error.message : "unknown reason"}.`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return;
  throw invalid("paramsText", "The parameters must be an object: names with values.");
}

/** Words that Nextflow would take for an option. */
function refuseBadWords(request: WorkflowLaunchRequest): void {
  for (const member of ["revision", "commitId", "mainScript", "outputDir"] as const) {
    const text = given(request[member]);
    if (text !== undefined && (text.startsWith("-") || /\p{Cc}/u.test(text)))
      throw invalid(member, `launch.${member} is not usable: ${text}.`);
  }
  const workDir = given(request.workDir);
  if (workDir === undefined) return;
  if (/[\r\n]/.test(workDir)) throw invalid("workDir", "The work directory must be one line: an absolute path on the cluster.");
  const problem = clusterPathProblem(workDir);
  if (problem !== undefined) throw invalid("workDir", problem);
}

function invalid(member: string, message: string): AppError {
  return new AppError("request.invalid", message, { fields: [`launch.${member}`] });
}
