/**
 * A mock of the API for working on the pages: `npm run mock -w @postern/web`, then `npm run dev -w @postern/web`.
 * An argument names the scenario: `data` (default), `empty`, `failing`, `first-run`. The password of
 * jane.smith@example.org is in `seed.ts`. Runs and checks move by themselves.
 */
import { startMockServer } from "./server.ts";
import type { Scenario } from "./state.ts";

const scenarios: readonly Scenario[] = ["data", "empty", "failing", "first-run"];
const scenario = scenarios.find((one) => one === process.argv[2]) ?? "data";

const mock = await startMockServer({ scenario, now: () => Date.now(), port: 4010 });
setInterval(() => mock.advance(), 1000);
process.stdout.write(`mock API (${scenario}) at ${mock.url}\n`);
