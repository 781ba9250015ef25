import type { StepResult } from "../check-step.ts";
import type { TrialEngine, TrialReport } from "./trial-report.ts";

/** Whether a compute node has an engine for containers that the account may use. Not every pipeline needs one. */
export function checkContainers({ engines, host }: TrialReport): StepResult {
  const open = engines.filter(({ isOpen }) => isOpen);
  if (open.length > 0) return { status: "passed", summary: `${open.map(describe).join("; ")}.` };
  const [closed] = engines;
  if (closed !== undefined) {
    const cure = "Ask the administrators to let the account use it, or for Apptainer, which needs no rights.";
    return { status: "warning", summary: `${describe(closed)} is there on ${host}, and the account may not use it.`, cure };
  }
  return {
    status: "warning",
    summary: `No container engine is found on ${host}: pipelines that bring their programs in containers cannot run.`,
    cure: "Load Apptainer or Singularity in the pre-run script, or ask the administrators for one.",
  };
}

const names: Readonly<Record<string, string>> = { "ch-run": "Charliecloud" };

function describe({ name, version }: TrialEngine): string {
  const title = names[name] ?? `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
  const number = /\d+\.\d[\w.+-]*/.exec(version)?.[0];
  return number === undefined ? title : `${title} ${number.replace(/[.,]$/, "")}`;
}
