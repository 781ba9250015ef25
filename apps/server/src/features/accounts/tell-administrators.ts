import type { LiveEvent } from "@postern/contracts";
import type { Database } from "@postern/database";
import type { LiveEvents } from "../../live/live-events.ts";
import { unlessStorageFails } from "../../unless-storage-fails.ts";
import { listAdministratorIds } from "./store.ts";

/** Pages of administrators look again. The change is stored: that they may be late to notice is no reason to call it failed. */
export async function tellAdministrators(
  { database, live }: { readonly database: Database; readonly live: LiveEvents },
  event: LiveEvent = { type: "accounts" },
): Promise<void> {
  const told = listAdministratorIds(database.query).then((ids) => {
    for (const userId of ids) live.publish({ userId }, event);
  });
  await unlessStorageFails(told);
}
