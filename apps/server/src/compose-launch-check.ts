import type { Clock } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { trialMarkOf } from "./features/compute-envs/check/trial/trial-mark.ts";
import { LaunchCheck } from "./features/compute-envs/launch-check/launch-check.ts";
import type { LaunchCheckParts } from "./features/compute-envs/launch-check/launch-check.ts";

interface Parts {
  readonly clock: Clock;
  readonly vault: Vault;
}

/** Makes what looks at a cluster before each launch. `findQuestions` is called only then. */
export function composeLaunchCheck({ clock, vault }: Parts, findQuestions: LaunchCheckParts["findQuestions"]): LaunchCheck {
  return new LaunchCheck({ clock, markOf: trialMarkOf(vault), findQuestions });
}
