import type { Query } from "@postern/database";
import { describeWithDatabases } from "@postern/testing";
import { expect, test } from "vitest";
import { addUser } from "../../testing/run-people.fixture.ts";
import { freeUserName } from "./user-name.ts";

/** The same storage, which counts how often it is asked. */
function counted(query: Query): { readonly query: Query; readonly asked: () => number } {
  let asked = 0;
  const select: Query["selectFrom"] = ((from: never) => {
    asked += 1;
    return query.selectFrom(from);
  }) as never;
  return { query: { selectFrom: select } as Query, asked: () => asked };
}

describeWithDatabases("the user name of a new account", ({ open }) => {
  test("is the first that is free, and behind many of its kind found without a look at each", async () => {
    const database = await open();
    const names = ["info", ...Array.from({ length: 39 }, (_each, index) => `info-${String(index + 2)}`)];
    for (const name of names.filter((each) => each !== "info-4")) await addUser(database, name);

    const gap = await freeUserName(database.query, "info@x.example");
    await addUser(database, "info-4");
    const { query, asked } = counted(database.query);
    const behind = await freeUserName(query, "info@y.example");

    expect([gap, behind]).toEqual(["info-4", "info-41"]);
    expect(asked()).toBeLessThan(20);
  });
});
