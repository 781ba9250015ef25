import { InProcessBus } from "@postern/bus";
import type { Database } from "@postern/database";
import { silentLogger } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { ManualClock } from "@postern/testing";
import { AccessService } from "../features/access/service.ts";
import type { AccessChange } from "../features/access/service.ts";
import { LiveEvents } from "../live/live-events.ts";

/** Who may what, and whom it has told of changes. */
export function openAccess(database: Database, clock: Clock) {
  const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
  const access = new AccessService({ database, clock, live });
  const told: AccessChange[] = [];
  const changed = access.changed.bind(access);
  access.changed = (change) => {
    told.push(change);
    return changed(change);
  };
  return { access, live, told };
}
