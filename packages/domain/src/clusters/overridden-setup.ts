import { containerEngines } from "./container-engine.ts";
import { assignedSettings } from "./nextflow-settings.ts";
import type { NodeSetup } from "./node-setup.ts";

/** A field of an environment that something written by hand has the last word on. */
export interface OverriddenField {
  readonly member: keyof NodeSetup;
  /** Such as `process.scratch`. */
  readonly setting: string;
}

/** What of the fields a text of Nextflow's configuration says itself, that is read after them. */
export function fieldsOverriddenBy(config: string, setup: NodeSetup): readonly OverriddenField[] {
  const assigned = assignedSettings(config);
  return settingsOf(setup).filter(({ setting }) => assigned.has(setting));
}

/** The same of a script that runs after the modules were loaded. */
export function fieldsOverriddenByScript(script: string, { headModules = [], modules = [] }: NodeSetup): readonly OverriddenField[] {
  const unloads = /^[^#\n]*\b(?:module|ml)\s+(?:--force\s+)?(?:purge|reset)\b/m.test(script);
  if (!unloads) return [];
  const setting = "module purge";
  return [
    ...(modules.length === 0 ? [] : [{ member: "modules" as const, setting }]),
    ...(headModules.length === 0 ? [] : [{ member: "headModules" as const, setting }]),
  ];
}

function settingsOf(setup: NodeSetup): readonly OverriddenField[] {
  const { bindPaths = [], containerCacheDir, containerEngine: engine, modules = [], scratch } = setup;
  const ofEngine = engine === undefined || engine === "none" ? [] : [engine];
  return [
    ...(modules.length === 0 ? [] : [{ member: "modules" as const, setting: "process.module" }]),
    ...(scratch === undefined ? [] : [{ member: "scratch" as const, setting: "process.scratch" }]),
    ...(engine === undefined ? [] : containerEngines.map((one) => ({ member: "containerEngine" as const, setting: `${one}.enabled` }))),
    ...(containerCacheDir === undefined
      ? []
      : ofEngine.map((one) => ({ member: "containerCacheDir" as const, setting: `${one}.cacheDir` }))),
    ...(bindPaths.length === 0 ? [] : ofEngine.map((one) => ({ member: "bindPaths" as const, setting: `${one}.runOptions` }))),
  ];
}
