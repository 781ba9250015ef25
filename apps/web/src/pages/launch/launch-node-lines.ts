import type { NodeSetupAnswer } from "@postern/contracts";
import { containerEngines, fieldsOverriddenBy, fieldsOverriddenByScript } from "@postern/domain";
import { nodeValues, setupOf } from "../compute-envs/nodes/node-form.ts";
import { engineNames, overriddenLines } from "../compute-envs/nodes/node-words.ts";
import { profilesOf } from "./launch-form.ts";
import type { LaunchValues } from "./launch-form.ts";

/** What the fields of an environment do to this launch, and what this launch says itself instead. */
export function launchNodeLines(
  nodeSetup: NodeSetupAnswer,
  { configText, preRunScript, profiles }: Pick<LaunchValues, "configText" | "preRunScript" | "profiles">,
): readonly string[] {
  const setup = setupOf(nodeValues({ nodeSetup }));
  return [
    ...profileLines(nodeSetup.containerEngine, profilesOf(profiles)),
    ...overriddenLines(fieldsOverriddenBy(configText, setup), "the Nextflow config above"),
    ...overriddenLines(fieldsOverriddenByScript(preRunScript, setup), "the pre-run script above"),
  ];
}

/** Pipelines call a profile after the engine that it switches on. */
function profileLines(chosen: NodeSetupAnswer["containerEngine"], profiles: readonly string[]): readonly string[] {
  if (chosen === null) return [];
  const others = containerEngines.filter((engine) => engine !== chosen && profiles.includes(engine));
  const instead = chosen === "none" ? "uses no containers" : `uses ${engineNames[chosen]} instead`;
  return others.map((engine) => `Profile ${engine}: the environment ${instead}.`);
}
