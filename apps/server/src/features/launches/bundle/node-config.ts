import { containerEngines } from "@postern/domain";
import type { NodeSetup } from "@postern/domain";
import { nodePathWord } from "../../../clusters/node-path.ts";
import { siteProfileUrl } from "../../../clusters/site-profile-url.ts";
import { renderBindWords } from "./bind-words.ts";
import { groovyQuote } from "./groovy-quote.ts";

/**
 * What the fields of an environment say of its nodes, in Nextflow's words. It stands before everything that is written by hand, which wins over
 * it, and after the pipeline and its profiles, over which it wins: a pipeline does not know the cluster.
 */
export function renderNodeConfig({ modules = [], scratch, siteProfile, ...containers }: NodeSetup): readonly string[] {
  return [
    ...(siteProfile === undefined ? [] : [`includeConfig ${groovyQuote(siteProfileUrl(siteProfile))}`]),
    ...(modules.length === 0 ? [] : [`process.module = [${modules.map(groovyQuote).join(", ")}]`]),
    ...(scratch === undefined ? [] : [`process.scratch = ${scratch === "true" ? scratch : groovyQuote(nodePathWord(scratch))}`]),
    ...engineLines(containers),
  ];
}

type Containers = Pick<NodeSetup, "bindPaths" | "containerCacheDir" | "containerEngine">;

/** The others are switched off by name: two that are on, of which a profile brought one, would keep Nextflow from starting. */
function engineLines({ bindPaths = [], containerCacheDir, containerEngine }: Containers): readonly string[] {
  if (containerEngine === undefined) return [];
  const off = containerEngines.filter((engine) => engine !== containerEngine).map((engine) => `${engine}.enabled = false`);
  if (containerEngine === "none") return off;
  const hasAutoMounts = containerEngine === "apptainer" || containerEngine === "singularity";
  return [
    ...off,
    `${containerEngine}.enabled = true`,
    ...(hasAutoMounts ? [`${containerEngine}.autoMounts = true`] : []),
    ...(containerCacheDir === undefined ? [] : [`${containerEngine}.cacheDir = ${groovyQuote(containerCacheDir)}`]),
    ...(bindPaths.length === 0 ? [] : [`${containerEngine}.runOptions = ${groovyQuote(renderBindWords(containerEngine, bindPaths))}`]),
  ];
}
