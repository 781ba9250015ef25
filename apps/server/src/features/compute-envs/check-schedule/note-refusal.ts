import type { Database } from "@postern/database";
import type { LaunchCheckParts } from "../launch-check/launch-check.ts";
import { keepCheck } from "./check-history.ts";

/** What kept a launch back stands among the checks of its environment. */
export function noteRefusalIn(database: Database): LaunchCheckParts["noteRefusal"] {
  return async ({ id }, { step, summary, startedAt, endedAt }) => {
    const trouble = { name: step, summary };
    await database.transaction(({ query }) => keepCheck(query, { id, reason: "launch", outcome: "failed", trouble, startedAt, endedAt }));
  };
}
