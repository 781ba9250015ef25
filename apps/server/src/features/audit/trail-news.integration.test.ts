import { InProcessBus } from "@postern/bus";
import { silentLogger } from "@postern/domain";
import { describeWithDatabases, eventually, ManualClock } from "@postern/testing";
import { expect, test } from "vitest";
import { LiveEvents } from "../../live/live-events.ts";
import type { AddressedEvent } from "../../live/live-events.ts";
import { organizationRows } from "../../testing/organization-rows.fixture.ts";
import { addUser } from "../../testing/run-people.fixture.ts";
import { TrailNews } from "./trail-news.ts";

describeWithDatabases("pages of the trail", ({ open, clock }) => {
  test("hear once in a while that it has grown, each where its reader may look", async () => {
    const database = await open();
    const rows = organizationRows(database);
    const [root, olga, lea] = [await addUser(database, "root"), await addUser(database, "olga"), await addUser(database, "lea")];
    await database.query.updateTable("users").set({ is_administrator: 1 }).where("id", "=", root).execute();
    const alpha = await rows.organization("alpha");
    const one = await rows.workspace(alpha, "one");
    await rows.member(alpha, olga, "owner");
    await rows.member(alpha, lea, "member");
    const live = new LiveEvents(new InProcessBus(silentLogger, new ManualClock()));
    const heard: AddressedEvent[] = [];
    live.listen((addressed) => heard.push(addressed));
    const news = new TrailNews({ database, clock, live, log: silentLogger });

    for (let times = 0; times < 5; times += 1) news.note([{ organization_id: alpha, workspace_id: one }]);
    news.note([{ organization_id: null, workspace_id: null }]);
    clock.advance(1999);
    const early = heard.length;
    clock.advance(1);

    await eventually("three events", () => heard.length >= 3);
    news.note([{ organization_id: null, workspace_id: null }]);
    clock.advance(2000);
    await eventually("one more event", () => heard.length >= 4);
    await news[Symbol.asyncDispose]();
    news.note([{ organization_id: null, workspace_id: null }]);

    expect(early).toBe(0);
    expect(heard).toEqual([
      { audience: { userId: root }, event: { type: "audit", orgId: null, workspaceId: null } },
      { audience: { userId: olga }, event: { type: "audit", orgId: alpha, workspaceId: null } },
      { audience: { workspaceId: one, permission: "audit:read" }, event: { type: "audit", orgId: alpha, workspaceId: one } },
      { audience: { userId: root }, event: { type: "audit", orgId: null, workspaceId: null } },
    ]);
  });
});
