import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { describeWithDatabases } from "@postern/testing";
import type { Database } from "@postern/database";
import { toComputeEnvId } from "@postern/domain";
import type { ComputeEnvId } from "@postern/domain";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openClusterApp } from "../../../testing/cluster-app.fixture.ts";
import type { ClusterApp } from "../../../testing/cluster-app.fixture.ts";
import { noteRefusalIn } from "./note-refusal.ts";
import { openTenants } from "../../../testing/tenants.fixture.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

describeWithDatabases("checks on schedule", ({ open }) => {
  let database: Database;
  let app: ClusterApp;
  let id: ComputeEnvId;

  beforeEach(async () => {
    database = await open();
    app = await openClusterApp({ database });
    id = await app.environment("local-platform");
    app.ways.openedFor.length = 0;
    app.ways.commands.length = 0;
  });

  afterEach(() => app[Symbol.asyncDispose]());

  const get = () => app.environments.get(app.jane, id);
  const recent = async () => (await app.checkSchedule.describe(app.jane, id)).checks;
  // A clock that was moved on runs ahead of that of the files, which is worth a warning.
  const outcomes = async () => (await recent()).map(({ reason, outcome }) => `${reason} ${outcome.replace("warning", "passed")}`);
  const minutesLeft = async () => Math.round((((await get()).nextCheckAt ?? 0) - app.clock.now()) / minuteMs);
  const look = async (after = 0, { signal } = new AbortController()) => {
    app.clock.moveOn(after);
    await app.checkScheduleReconciler.step(signal);
    await app.checkScheduleReconciler.idle();
  };
  const check = async () => {
    await app.environmentReconciler.step(new AbortController().signal);
    await app.environmentReconciler.idle();
  };
  const nextflow = () => join(app.cluster.root, "bin", "nextflow");
  const hide = () => rename(nextflow(), `${nextflow()}.away`);
  const show = () => rename(`${nextflow()}.away`, nextflow());
  /** While Java is asked for its version. */
  const meanwhile = (act: () => Promise<unknown>) => {
    app.ways.fateOf = (words) => (words[0] === "java" ? { kind: "hang", until: act() } : { kind: "pass" });
  };

  test("come after their interval and not before, see what a person would, send no job, and say so", async () => {
    const before = await get();
    await look(hourMs - minuteMs);
    const [early, told] = [app.ways.openedFor.length, app.events.length];

    await look(2 * minuteMs);

    const { checkFinishedAt, checkReason, checkSteps, nextCheckAt, status } = await get();
    expect([early, app.ways.openedFor.length]).toEqual([0, 1]);
    expect([status, checkReason, checkSteps.find(({ key }) => key === "nextflow")?.status]).toEqual(["AVAILABLE", "schedule", "passed"]);
    expect(checkFinishedAt ?? 0).toBeGreaterThan(before.checkFinishedAt ?? 0);
    expect((nextCheckAt ?? 0) - (checkFinishedAt ?? 0)).toBe(hourMs);
    expect(await outcomes()).toEqual(["schedule passed", "asked passed"]);
    expect(app.events.slice(told)).toEqual([expect.objectContaining({ type: "compute-env", computeEnvId: id, status: "AVAILABLE" })]);
    expect((await readdir(app.cluster.work)).filter((name) => name.startsWith(".postern-check"))).toEqual([]);
  });

  test("take an environment for not available when they found the same trouble twice, and for available when it is mended", async () => {
    await hide();
    await look(hourMs);
    const once = await get();
    await look(11 * minuteMs);
    const twice = await get();
    await show();
    await look(21 * minuteMs);

    expect([once.status, twice.status, (await get()).status]).toEqual(["AVAILABLE", "ERRORED", "AVAILABLE"]);
    expect(once.checkSteps.find(({ key }) => key === "nextflow")?.status).toBe("failed");
    expect(twice.statusReason).toMatch(/^Nextflow does not answer on .*Install Nextflow, or load it/);
    expect(await outcomes()).toEqual(["schedule passed", "schedule failed", "schedule failed", "asked passed"]);
    const entries = await database.query.selectFrom("audit_entries").selectAll().where("action", "=", "environment.check").execute();
    expect(entries.map(({ actor_name, before_image, after_image }) => [actor_name, before_image, after_image])).toEqual([
      [null, JSON.stringify({ status: "AVAILABLE" }), JSON.stringify({ status: "ERRORED" })],
      [null, JSON.stringify({ status: "ERRORED" }), JSON.stringify({ status: "AVAILABLE" })],
    ]);
  });

  test("are confirmed by one another alone: not by what kept launches back, which leaves them room in the history", async () => {
    const refuse = noteRefusalIn(database);
    const refusal = { step: "Scheduler", summary: "It is down.", startedAt: 1, endedAt: 2 };
    await hide();
    await refuse(await get(), refusal);
    await look(hourMs);
    const once = await get();
    for (let launch = 0; launch < 25; launch += 1) await refuse(once, refusal);

    await look(11 * minuteMs);

    expect([once.status, (await get()).status]).toEqual(["AVAILABLE", "ERRORED"]);
    const launches = Array.from({ length: 5 }, () => "launch failed");
    expect(await outcomes()).toEqual(["schedule failed", ...launches, "schedule failed", "asked passed"]);
  });

  test("change nothing when the cluster is away or does not answer, and come again sooner, then less often", async () => {
    app.ways.isOffline = true;
    const { checkFinishedAt, checkSteps, status } = await get();
    const delays: number[] = [];

    for (const after of [hourMs, 11 * minuteMs, 22 * minuteMs, 44 * minuteMs]) {
      await look(after);
      delays.push(await minutesLeft());
    }

    expect(await get()).toMatchObject({ status, checkFinishedAt, checkSteps });
    expect(delays).toEqual([10, 20, 40, 60]);
    expect((await outcomes()).slice(0, 4)).toEqual(Array.from({ length: 4 }, () => "schedule unreached"));
  });

  test("leave one alone that failed while its cluster is away, and find it well when it is back", async () => {
    app.ways.isOffline = true;
    await app.checks.restart(app.jane, id);
    await check();
    await look(11 * minuteMs);
    const away = (await get()).status;
    app.ways.isOffline = false;

    await look(21 * minuteMs);

    expect([away, (await get()).status]).toEqual(["ERRORED", "AVAILABLE"]);
  });

  test("say nothing of an environment that somebody disabled or checked meanwhile", async () => {
    await hide();
    await look(hourMs);
    meanwhile(() => app.environmentStates.disable(app.jane, id));
    await look(11 * minuteMs);
    const disabled = await get();
    await app.environmentStates.enable(app.jane, id);
    await show();
    app.ways.fateOf = () => ({ kind: "pass" });
    await check();
    await hide();
    meanwhile(() => app.checks.restart(app.jane, id));
    await look(hourMs + minuteMs);

    expect([disabled.status, disabled.standing?.status]).toEqual(["DISABLED", "AVAILABLE"]);
    expect(await get()).toMatchObject({ status: "AVAILABLE", checkFinishedAt: null });
    expect(await outcomes()).toEqual(["asked passed", "schedule failed", "asked passed"]);
  });

  test("are not for one that is disabled, or taken off the schedule", async () => {
    await app.checkSchedule.setOn(app.jane, id, false);
    await look(2 * hourMs);
    const off = app.ways.openedFor.length;
    await app.checkSchedule.setOn(app.jane, id, true);
    await app.environmentStates.disable(app.jane, id);
    await look(2 * hourMs);

    expect([off, app.ways.openedFor.length]).toEqual([0, 0]);
  });

  test("are one at a time under one account, and all the same all are looked at", async () => {
    const others = [await app.environment("local-platform"), await app.environment("local-platform")];
    app.ways.openedFor.length = 0;
    let [now, most] = [0, 0];
    app.ways.fateOf = (words) => {
      if (words[0] !== "java") return { kind: "pass" };
      now += 1;
      most = Math.max(most, now);
      return { kind: "hang", until: Promise.resolve().then(() => (now -= 1)) };
    };
    app.clock.moveOn(2 * hourMs);

    for (let step = 0; step < 3; step += 1) await look();

    expect([most, app.ways.openedFor.length]).toEqual([1, 3]);
    for (const other of others) expect((await app.environments.get(app.jane, other)).checkReason).toBe("schedule");
  });

  test("wait while the scheduler of the account is asked enough as it is", async () => {
    app.clock.moveOn(hourMs);
    const { take } = await app.runReconciler.findQuestions({ computeEnvId: id, userId: app.jane.userId });
    expect(take(666_660)).toBe(true);

    await look();

    expect([app.ways.openedFor, await minutesLeft()]).toEqual([[], 5]);
  });

  test("are spread over the first interval where an upgrade finds environments without a time", async () => {
    await database.query.updateTable("compute_envs").set({ next_check_at: null }).execute();

    await look();

    expect([app.ways.openedFor.length, await minutesLeft()]).toEqual([0, 30]);
  });

  test("keep what the last ones came to, and no more than twenty", async () => {
    app.ways.isOffline = true;
    for (let round = 0; round < 23; round += 1) await look(hourMs + minuteMs);

    const kept = await database.query.selectFrom("environment_checks").select("id").execute();
    expect([kept.length, (await recent()).length]).toEqual([20, 20]);
  });

  test("that are under way when the server closes leave nothing, and come again with the next one", async () => {
    const closing = new AbortController();
    meanwhile(() => Promise.resolve().then(() => closing.abort()));
    await look(hourMs, closing);
    const left = await outcomes();
    app.ways.fateOf = () => ({ kind: "pass" });

    await look();

    expect([left, await outcomes()]).toEqual([["asked passed"], ["schedule passed", "asked passed"]]);
  });

  test("act as who made the environment, and as whoever asked last when the maker may not use it any more", async () => {
    const tenants = await openTenants(database, app.places);
    const [ada, olga] = [await tenants.actor("ada", "one"), await tenants.actor("olga", "one")];
    const credentialsId = await app.credentials.create(olga, { name: "site", provider: "tw-agent", keys: { connectionId: "site" } });
    const config = { workDir: app.cluster.work };
    const shared = toComputeEnvId(await app.environments.create(ada, { name: "first", platform: "local-platform", credentialsId, config }));
    await check();
    await app.checks.restart(olga, shared);
    await check();
    await app.checkSchedule.setOn(app.jane, id, false);
    app.ways.openedFor.length = 0;

    await look(hourMs);
    await app.credentials.limitUse(olga, credentialsId, { isLimited: true, userIds: [], teamIds: [] });
    await look(hourMs + minuteMs);

    expect(app.ways.openedFor).toEqual([ada.userId, olga.userId]);
  });
});
