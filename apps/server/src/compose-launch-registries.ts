import { listRegistries } from "./features/compute-envs/registries/store.ts";
import type { CleaningParts } from "./features/launches/registries/clean-registries.ts";
import { LaunchRegistries } from "./features/launches/registries/launch-registries.ts";
import type { LaunchRegistriesParts } from "./features/launches/registries/launch-registries.ts";
import { LaunchVariables } from "./features/launches/secret-variables/launch-variables.ts";
import type { LaunchVariablesParts } from "./features/launches/secret-variables/launch-variables.ts";
import { RegistryFileReconciler } from "./background/registry-file-reconciler.ts";

interface Parts extends CleaningParts, Omit<LaunchRegistriesParts, "wakeCleaning" | "listRegistries"> {
  readonly variableOpener: LaunchVariablesParts["opener"];
  readonly wakeLeader: (name: string) => void;
}

/** Makes what brings container registries and secret variables along with launches, and what takes them away again. */
export function composeLaunchRegistries({ wakeLeader, ...parts }: Parts) {
  const registryFileReconciler = new RegistryFileReconciler(parts);
  const wakeCleaning = (): void => wakeLeader(registryFileReconciler.name);
  return {
    launchRegistries: new LaunchRegistries({ ...parts, wakeCleaning, listRegistries: (id) => listRegistries(parts.database.query, id) }),
    launchVariables: new LaunchVariables({ ...parts, opener: parts.variableOpener }),
    registryFileReconciler,
  };
}
