import { describeWithDatabases } from "@postern/testing";
import type { ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { openCheckScene, valid } from "../../../testing/credential-checks.fixture.ts";

describeWithDatabases("checks of agents", ({ open, clock }) => {
  const afterReturn = (time: ManualClock): void => time.advance(60_000);

  test("an agent that is there is AVAILABLE, one that is not is INVALID, and nothing is opened for it", async () => {
    const { checks, create, online, ada, entries } = await openCheckScene(await open(), clock);
    const id = await create("site", "tw-agent", { connectionId: "site", shared: true });
    afterReturn(clock);

    expect(await checks.check(id, null)).toMatchObject({
      status: "INVALID",
      outcome: { message: expect.stringContaining("No agent is connected as site.") },
    });
    online.set(`site ${String(ada.userId)}`, { boundTo: null });
    expect(await checks.check(id, null)).toEqual({ status: "AVAILABLE", outcome: valid });
    expect(await entries("secret.open")).toEqual([]);
  });

  test("an agent whose token is for other workspaces does not count", async () => {
    const { checks, create, online, ada } = await openCheckScene(await open(), clock);
    const id = await create("site", "tw-agent", { connectionId: "site", shared: true });
    online.set(`site ${String(ada.userId)}`, { boundTo: [987] });

    expect(await checks.check(id, null)).toMatchObject({
      status: "INVALID",
      outcome: { message: expect.stringContaining("other workspaces") },
    });
  });

  test("right after a start nothing is said of agents that are missing", async () => {
    const { checks, create } = await openCheckScene(await open(), clock);
    const id = await create("site", "tw-agent", { connectionId: "site", shared: true });

    expect(await checks.check(id, null)).toMatchObject({ status: null, outcome: { kind: "inconclusive" } });
  });

  test("while other servers cannot be asked, an agent that is not here counts as unknown, and one that is here as there", async () => {
    const { checks, create, online, others, ada } = await openCheckScene(await open(), clock);
    const id = await create("site", "tw-agent", { connectionId: "site", shared: true });
    afterReturn(clock);
    others.isHeard = false;

    expect(await checks.check(id, null)).toMatchObject({ status: null, outcome: { message: expect.stringContaining("Other servers") } });
    online.set(`site ${String(ada.userId)}`, { boundTo: null });
    expect(await checks.check(id, null)).toEqual({ status: "AVAILABLE", outcome: valid });
  });

  test("where everybody runs their own, only those who ask are told of theirs", async () => {
    const { checks, create, online, ada } = await openCheckScene(await open(), clock);
    const id = await create("site", "tw-agent", { connectionId: "site", shared: false });
    afterReturn(clock);

    expect(await checks.check(id, null)).toMatchObject({ status: null, outcome: { kind: "inconclusive" } });
    online.set(`site ${String(ada.userId)}`, { boundTo: null });
    expect(await checks.check(id, ada.userId)).toMatchObject({ status: "AVAILABLE" });
  });

  test("an agent that came makes its credentials due, and one that went in a while", async () => {
    const { checks, create, rowOf } = await openCheckScene(await open(), clock);
    const id = await create("site", "tw-agent", { connectionId: "site", shared: true });
    const other = await create("other", "tw-agent", { connectionId: "other", shared: true });
    const before = await rowOf(other);

    await checks.noteAgents(["site"], 0);
    expect(await rowOf(id)).toMatchObject({ next_check_at: clock.now() });
    await checks.noteAgents(["site"], 120_000);

    expect(await rowOf(id)).toMatchObject({ next_check_at: clock.now() + 120_000 });
    expect(await rowOf(other)).toEqual(before);
  });
});
