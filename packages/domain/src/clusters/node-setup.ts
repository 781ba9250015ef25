import { bindPathProblem, nodePathProblem, nodeVariable } from "./bind-path.ts";
import type { BindPath } from "./bind-path.ts";
import { clusterPathProblem } from "./cluster-path.ts";
import { enginesWithCache } from "./container-engine.ts";
import type { ContainerEngine } from "./container-engine.ts";

/** How nodes are made ready for runs; what is absent is left to the site, the pipeline and the raw settings. */
export interface NodeSetup {
  /** Loaded before Nextflow and for every task, in this order. */
  readonly modules?: readonly string[];
  /** Loaded before Nextflow alone, after the others. */
  readonly headModules?: readonly string[];
  /** `none`: tasks run without containers, whatever the pipeline says. */
  readonly containerEngine?: ContainerEngine | "none";
  /** Where images are kept. A path with the variables of other directories. */
  readonly containerCacheDir?: string;
  readonly bindPaths?: readonly BindPath[];
  /** Where tasks work before their results are copied: `true` for what the node says, or a path of the node. */
  readonly scratch?: string;
  /** Of the institutional profiles of nf-core, by its name. */
  readonly siteProfile?: string;
}

export interface NodeSetupProblem {
  /** Such as `modules` or `bindPaths.1.source`. */
  readonly member: string;
  /** A sentence for the person who wrote it. */
  readonly text: string;
}

/** Why nodes cannot be set up so; `undefined` when they can. */
export function nodeSetupProblem(setup: NodeSetup): NodeSetupProblem | undefined {
  return (
    findModuleProblem("modules", setup.modules) ??
    findModuleProblem("headModules", setup.headModules) ??
    findCacheProblem(setup) ??
    findBindProblem(setup) ??
    findScratchProblem(setup) ??
    findProfileProblem(setup)
  );
}

/** Words of a module system, and of no shell: no blanks, and no colon, at which Nextflow would cut it in two. */
const moduleName = /^[A-Za-z0-9_/][A-Za-z0-9_.+@=/-]{0,199}$/;

function findModuleProblem(member: "modules" | "headModules", modules: readonly string[] = []): NodeSetupProblem | undefined {
  const strange = modules.find((name) => !moduleName.test(name));
  if (strange === undefined) return undefined;
  return { member, text: `“${strange}” is no name of a module, such as apptainer/1.3.4.` };
}

function findCacheProblem({ containerCacheDir, containerEngine }: NodeSetup): NodeSetupProblem | undefined {
  if (containerCacheDir === undefined) return undefined;
  const member = "containerCacheDir";
  if (containerEngine === undefined || containerEngine === "none" || !enginesWithCache.has(containerEngine))
    return { member, text: "A folder for images is for Apptainer, Singularity and Charliecloud: choose one of these." };
  const problem = clusterPathProblem(containerCacheDir);
  return problem === undefined ? undefined : { member, text: problem };
}

function findBindProblem({ bindPaths = [], containerEngine }: NodeSetup): NodeSetupProblem | undefined {
  if (bindPaths.length === 0) return undefined;
  if (containerEngine === undefined || containerEngine === "none")
    return { member: "bindPaths", text: "Choose the container engine first: each one is told of paths in words of its own." };
  const problems = bindPaths.map((path) => bindPathProblem(containerEngine, path));
  const at = problems.findIndex((problem) => problem !== undefined);
  return at === -1 ? undefined : { member: `bindPaths.${String(at)}`, text: problems[at] ?? "" };
}

/** What the shell of a task reads as itself: Nextflow writes the folder there without quotes. */
const scratchLetters = /^[\p{L}\p{N}\p{M}_/.,:@%+=-]*$/u;

function findScratchProblem({ scratch }: NodeSetup): NodeSetupProblem | undefined {
  if (scratch === undefined || scratch === "true") return undefined;
  const problem = nodePathProblem(scratch);
  if (problem !== undefined) return { member: "scratch", text: problem };
  if (scratchLetters.test(scratch.replace(nodeVariable, ""))) return undefined;
  return { member: "scratch", text: `Nextflow takes no scratch folder with blanks, quotes or other letters of a shell in it: ${scratch}.` };
}

function findProfileProblem({ siteProfile }: NodeSetup): NodeSetupProblem | undefined {
  if (siteProfile === undefined || /^[a-z0-9][a-z0-9_-]{0,63}$/i.test(siteProfile)) return undefined;
  return { member: "siteProfile", text: `“${siteProfile}” is no name of a profile, such as uppmax.` };
}
