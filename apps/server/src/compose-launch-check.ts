import type { Database } from "@postern/database";
import type { Clock } from "@postern/domain";
import type { Vault } from "@postern/vault";
import { trialMarkOf } from "./features/compute-envs/check/trial/trial-mark.ts";
import { noteRefusalIn } from "./features/compute-envs/check-schedule/note-refusal.ts";
import { LaunchCheck } from "./features/compute-envs/launch-check/launch-check.ts";
import type { LaunchCheckParts } from "./features/compute-envs/launch-check/launch-check.ts";

interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  readonly vault: Vault;
}

/** Makes what looks at a cluster before each launch. `findQuestions` is called only then. */
export function composeLaunchCheck({ clock, database, vault }: Parts, findQuestions: LaunchCheckParts["findQuestions"]): LaunchCheck {
  return new LaunchCheck({ clock, markOf: trialMarkOf(vault), findQuestions, noteRefusal: noteRefusalIn(database) });
}
