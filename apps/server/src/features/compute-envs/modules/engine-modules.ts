import type { ContainerEngine } from "@postern/domain";

/** An engine for containers that the module system of a cluster can load. */
export interface EngineModule {
  readonly name: string;
  readonly engine: ContainerEngine;
}

const engineName =
  /^(?:[\w.+-]+\/)*(?<engine>apptainer|singularity(?:-?ce|pro)?|charliecloud|podman|sarus|shifter)(?:\/v?(?<version>\d[\w.+-]*))?$/i;
/** In the order in which they are offered: those first that need no rights and that Nextflow has driven longest. */
const order: readonly ContainerEngine[] = ["apptainer", "singularity", "podman", "charliecloud", "sarus", "shifter"];

/** The best one first, each engine with its newest version alone. */
export function engineModulesAmong(names: readonly string[]): readonly EngineModule[] {
  const found = names.flatMap((name) => {
    const groups = engineName.exec(name)?.groups;
    if (groups === undefined) return [];
    const engine = order.find((known) => (groups["engine"] ?? "").toLowerCase().startsWith(known));
    return engine === undefined ? [] : [{ name, engine, version: groups["version"] ?? "" }];
  });
  return order.flatMap((engine) => {
    const versions = found.filter((one) => one.engine === engine);
    const [newest] = versions.sort((one, other) => other.version.localeCompare(one.version, "en", { numeric: true }));
    return newest === undefined ? [] : [{ name: newest.name, engine }];
  });
}
