import { openDatabase } from "@postern/database";
import { silentLogger } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { LeasedLeadership } from "../leased-leadership.ts";
import type { LeaseTimes } from "../leased-leadership.ts";

/** A server that does nothing but lead, as a process that a test can stop and kill. It says all the time whether it leads: a line of JSON each. */
const [url = "", serverId = "", times = "{}"] = process.argv.slice(2);
const clock = new SystemClock();
const database = await openDatabase(url, { clock, log: silentLogger });
const leadership = new LeasedLeadership({ database, clock, log: silentLogger, serverId, times: JSON.parse(times) as LeaseTimes });
leadership.start(() => undefined);
for (;;) {
  // The moment first: a process that is stopped between the two must not say of a later one what was true before.
  const at = clock.now();
  process.stdout.write(`${JSON.stringify({ at, isLeading: leadership.isLeading })}\n`);
  await clock.sleep(10);
}
