import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { openDatabase } from "@postern/database";
import type { Database } from "@postern/database";
import { silentLogger } from "@postern/domain";
import type { Clock } from "@postern/domain";
import { SystemClock } from "@postern/runtime";
import { startPostgres } from "@postern/testing";
import type { TestPostgres } from "@postern/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ShiftedClock } from "../../testing/test-server.ts";
import { LeasedLeadership } from "./leased-leadership.ts";
import { releaseLease, renewLease, takeLease } from "./lease-store.ts";

const times = { ttlMs: 2_500, marginMs: 1_200, lookMs: 100 };
const patient = { timeout: 40_000, interval: 10 };
const hourMs = 3_600_000;

let postgres: TestPostgres;
let url: string;
let made: AsyncDisposableStack;

beforeAll(async () => {
  postgres = await startPostgres();
}, 120_000);

afterAll(() => postgres[Symbol.asyncDispose]());

beforeEach(async () => {
  made = new AsyncDisposableStack();
  url = await postgres.createDatabase();
});

afterEach(() => made.disposeAsync());

const open = async (): Promise<Database> => made.use(await openDatabase(url, { clock: new SystemClock(), log: silentLogger }));

function stand(database: Database, serverId: string, clock: Clock = new SystemClock()): LeasedLeadership {
  const leadership = new LeasedLeadership({ database, clock, log: silentLogger, serverId, times });
  leadership.start(() => undefined);
  return leadership;
}

const fenceNow = async ({ query }: Database): Promise<number> =>
  (await query.selectFrom("leases").select("fence").executeTakeFirstOrThrow()).fence;

test("of those that ask at once one gets the lease, and each holder has a greater fence than all before it", async () => {
  const { query } = await open();
  const ask = (holder: string) => takeLease(query, { name: "background", holder, ttlMs: 60_000 });

  const asked = await Promise.all(Array.from({ length: 20 }, (_, index) => ask(`s${String(index)}`)));
  const [first, ...others] = asked.filter((lease) => lease !== undefined);
  if (first === undefined) expect.fail("nobody got it");
  await releaseLease(query, first);
  const second = await ask("later");

  expect(others).toEqual([]);
  expect(second?.fence).toBeGreaterThan(first.fence);
  expect(await renewLease(query, first, 60_000)).toBe(false);
  // Too late: it is not the first one's to give back.
  await releaseLease(query, first);
  expect(await ask("another")).toBeUndefined();
});

test("one of three leads, and when it closes another one does, wherever their clocks stand", async () => {
  const database = await open();
  const clocks = [new ShiftedClock(), new ShiftedClock(), new ShiftedClock()];
  clocks[1]?.shift(5 * hourMs);
  clocks[2]?.shift(-5 * hourMs);
  const servers = clocks.map((clock, index) => made.use(stand(database, `s${String(index)}`, clock)));
  const leading = (): readonly LeasedLeadership[] => servers.filter(({ isLeading }) => isLeading);
  await expect.poll(leading, patient).toHaveLength(1);
  const [first] = leading();
  const [term, fence] = [first?.term, await fenceNow(database)];

  await first?.[Symbol.asyncDispose]();

  expect([term?.aborted, first?.isLeading]).toEqual([true, false]);
  await expect.poll(leading, patient).toHaveLength(1);
  expect(leading()).not.toContain(first);
  expect(await fenceNow(database)).toBeGreaterThan(fence);
});

test.each(["stays as it is", "is set back by an hour"])(
  "a leader that the database does not answer stops before another begins, also when its clock %s",
  async (how) => {
    const [mine, other] = [await open(), await open()];
    const clock = new ShiftedClock();
    const leader = made.use(stand(mine, "cut-off", clock));
    await expect.poll(() => leader.isLeading, patient).toBe(true);
    const { term } = leader;
    const stopped = new Promise<number>((resolve) => term?.addEventListener("abort", () => resolve(Date.now())));

    // Its renewals wait for this lock; what the row says does not change meanwhile.
    const [over, locked] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    const holding = other.transaction(async ({ query }) => {
      await query.selectFrom("leases").selectAll().forUpdate().execute();
      locked.resolve(undefined);
      await over.promise;
    });
    await locked.promise;
    if (how.startsWith("is set back")) clock.shift(-hourMs);
    const stoppedAt = await stopped;
    const { expires_at: expiresAt } = await other.query.selectFrom("leases").select("expires_at").executeTakeFirstOrThrow();
    over.resolve(undefined);
    await holding;

    expect(stoppedAt).toBeLessThan(expiresAt);
    // And it may begin again, as somebody new.
    await expect.poll(() => leader.isLeading, patient).toBe(true);
    expect(leader.term).not.toBe(term);
  },
);

test("a process that is killed is followed, and one that was stopped for a while does not lead beside its successor", async () => {
  const first = startProcess("first");
  await expect.poll(() => first.leads(), patient).toBe(true);
  const second = startProcess("second");
  await expect.poll(() => second.said.length, patient).toBeGreaterThan(0);

  first.signal("SIGSTOP");
  await expect.poll(() => second.leads(), patient).toBe(true);
  const heard = first.said.length;
  first.signal("SIGCONT");
  await expect.poll(() => first.said.length, patient).toBeGreaterThan(heard + 20);
  const began = second.said.find(({ isLeading }) => isLeading)?.at ?? 0;
  const beside = first.said.filter(({ at, isLeading }) => isLeading && at >= began);
  second.signal("SIGKILL");
  await expect.poll(() => first.leads(), patient).toBe(true);

  expect(beside).toEqual([]);
});

interface Said {
  readonly at: number;
  readonly isLeading: boolean;
}

function startProcess(serverId: string) {
  const program = new URL("testing/lead-here.fixture.ts", import.meta.url).pathname;
  const words = ["--conditions=source", program, url, serverId, JSON.stringify(times)];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  made.defer(() => void child.kill("SIGKILL"));
  const said: Said[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => said.push(JSON.parse(line) as Said));
  return { said, signal: (name: NodeJS.Signals) => child.kill(name), leads: () => said.at(-1)?.isLeading === true };
}
