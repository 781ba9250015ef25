import type { Bus } from "@postern/bus";
import type { Database } from "@postern/database";
import type { Clock, Logger } from "@postern/domain";
import type { ServerPresence } from "./agents/index.ts";
import type { ReconcilerDriver } from "./background/driver.ts";
import { LeasedLeadership } from "./background/leading/leased-leadership.ts";
import { aloneLeadership } from "./background/leading/leadership.ts";
import type { Team } from "./features/launches/sweep/cluster-sweep.ts";

interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly bus: Bus;
  readonly driver: ReconcilerDriver;
  readonly presence: ServerPresence;
}

const wakeSubject = "background.wake";

/** Makes what decides which server does what one of them must do, and what asks that one for it. */
export function composeLeading({ database, clock, log, bus, driver, presence }: Parts) {
  const { serverId } = presence;
  // Two servers never share an embedded database: `holdAlone` sees to that.
  const leadership = database.engine === "postgres" ? new LeasedLeadership({ database, clock, log, serverId }) : aloneLeadership();
  const team: Team = {
    get isLeading() {
      return leadership.isLeading;
    },
    get hasOthers() {
      return presence.hasOthers;
    },
  };
  if (bus.reachesOthers) bus.subscribe(wakeSubject, (payload) => driver.wake((payload as { readonly name: string }).name));
  /** Asks the leading server for a step soon, whichever it is. A hint: while it is not heard, the step comes at its time. */
  const wakeLeader = (name: string): void => {
    driver.wake(name);
    if (bus.reachesOthers && !leadership.isLeading) bus.publish(wakeSubject, { name });
  };
  return { leadership, team, wakeLeader };
}
