import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { openClusterApp } from "../../testing/cluster-app.fixture.ts";

describeWithDatabases("environments of a place that goes", ({ open }) => {
  test("are marked deleted, once, and leave no check behind", async () => {
    const database = await open();
    await using app = await openClusterApp({ database });
    const id = await app.environment("local-platform");
    const home = { kind: "personal", userId: app.jane.userId } as const;
    const remove = () => database.transaction(({ query }) => app.environments.removeAll(query, home, app.jane.userId));

    const [entries, again] = [await remove(), await remove()];

    expect(entries).toMatchObject([{ action: "environment.delete", targetKind: "environment", targetId: id }]);
    expect(again).toEqual([]);
    expect(await app.environments.describe(app.jane, id)).toMatchObject({ status: "DELETED", isPrimary: false });
    expect([await app.environments.list(app.jane), await app.checks.listCandidates()]).toEqual([[], []]);
  });
});
