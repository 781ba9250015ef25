import { containerEngines } from "@postern/domain";
import type { ContainerEngine, NodeSetup } from "@postern/domain";
import { engineModulesAmong } from "../../modules/engine-modules.ts";
import { findModules } from "../../modules/find-modules.ts";
import type { CheckContext } from "../check-context.ts";
import type { CheckProposal, StepResult } from "../check-step.ts";
import { proposeModule } from "../propose-module.ts";
import type { TrialEngine, TrialReport } from "./trial-report.ts";

/** Whether a compute node has the engine for containers that runs are to have, or one at all. Not every pipeline needs one. */
export async function checkContainers(context: CheckContext, { engines, host }: TrialReport): Promise<StepResult> {
  const chosen = context.environment.nodeSetup.containerEngine;
  if (chosen === "none") return { status: "passed", summary: "Tasks run without containers, as the environment says." };
  const open = engines.filter(({ isOpen }) => isOpen);
  const isThere = chosen === undefined ? open.length > 0 : open.some((engine) => engineOf(engine) === chosen);
  if (!isThere) return missing(context, { chosen, engines, host });
  const proposals =
    chosen === undefined ? open.slice(0, 2).flatMap((engine) => useEngine(context.environment.nodeSetup, engine, host)) : [];
  return { status: "passed", summary: `${open.map(describe).join("; ")}.`, proposals };
}

interface Found {
  readonly chosen: ContainerEngine | undefined;
  readonly engines: readonly TrialEngine[];
  readonly host: string;
}

async function missing(context: CheckContext, found: Found): Promise<StepResult> {
  const { nodeSetup } = context.environment;
  const others = found.engines.filter(({ isOpen }) => isOpen).flatMap((engine) => useEngine(nodeSetup, engine, found.host));
  const proposals = [...(await findEngineModules(context, found.chosen)), ...others];
  return { status: "warning", ...wordsOf(found), proposals };
}

function wordsOf({ chosen, engines, host }: Found): { readonly summary: string; readonly cure: string } {
  const closed = engines.find((engine) => !engine.isOpen && (chosen === undefined || engineOf(engine) === chosen));
  if (closed !== undefined) {
    const cure = "Ask the administrators to let the account use it, or for Apptainer, which needs no rights.";
    return { summary: `${describe(closed)} is there on ${host}, and the account may not use it.`, cure };
  }
  if (chosen !== undefined) {
    const found = engines.length === 0 ? "" : ` There is ${engines.map(describe).join(" and ")}.`;
    const summary = `${titles[chosen]}, which runs are to use, is not found on ${host}: pipelines with containers cannot run.${found}`;
    return { summary, cure: `Load ${titles[chosen]} as a module, or choose another engine.` };
  }
  return {
    summary: `No container engine is found on ${host}: pipelines that bring their programs in containers cannot run.`,
    cure: "Load Apptainer or Singularity as a module or in the pre-run script, or ask the administrators for one.",
  };
}

/** The modules that would bring one, loaded for tasks as well. */
async function findEngineModules({ channel, environment }: CheckContext, chosen: Found["chosen"]): Promise<readonly CheckProposal[]> {
  const names = (await findModules(channel, ["apptainer", "singularity", ...(chosen === undefined ? [] : [chosen])])) ?? [];
  const wanted = engineModulesAmong(names).filter(({ engine }) => chosen === undefined || engine === chosen);
  return wanted.slice(0, 2).map(({ name }) => proposeModule(environment, { name, isForTasks: true }));
}

/** Nothing where what else was chosen would not go with it. */
function useEngine({ bindPaths, containerCacheDir }: NodeSetup, found: TrialEngine, host: string): readonly CheckProposal[] {
  const engine = engineOf(found);
  if (engine === undefined || bindPaths !== undefined || containerCacheDir !== undefined) return [];
  const why = `${describe(found)} is there on ${host}. Runs then use it whatever the profile of a pipeline says; today the pipeline decides.`;
  return [{ kind: "container-engine", title: `Use ${titles[engine]}`, why, nodeSetup: { containerEngine: engine } }];
}

const titles: Readonly<Record<ContainerEngine, string>> = {
  apptainer: "Apptainer",
  singularity: "Singularity",
  podman: "Podman",
  docker: "Docker",
  charliecloud: "Charliecloud",
  sarus: "Sarus",
  shifter: "Shifter",
};

/** Of its program. */
function engineOf({ name }: TrialEngine): ContainerEngine | undefined {
  return name === "ch-run" ? "charliecloud" : containerEngines.find((engine) => engine === name);
}

function describe(engine: TrialEngine): string {
  const known = engineOf(engine);
  const title = known === undefined ? engine.name : titles[known];
  const number = /\d+\.\d[\w.+-]*/.exec(engine.version)?.[0];
  return number === undefined ? title : `${title} ${number.replace(/[.,]$/, "")}`;
}
